"""The rule for everybody: an assumption, because no published one was found."""

from django.db import migrations

EVERY = 60
SOURCE = "示范标准：未见服务专员联系频次的公开规定，暂按60个工作日（待核定）"


def add(apps, schema_editor):
    standard = apps.get_model("commissioners", "ServiceStandard")
    standard.objects.get_or_create(
        office=None,
        level=None,
        defaults={"contact_every": EVERY, "source": SOURCE},
    )


class Migration(migrations.Migration):
    dependencies = [("commissioners", "0001_who_serves_whom")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
