"""The city's divisions by GB/T 2260, and two zones that have only a statistical code."""

from django.db import migrations

REGIONS = [
    ("230000", "黑龙江省", "Heilongjiang Province", None, False),
    ("230600", "大庆市", "Daqing", "230000", False),
    ("230602", "萨尔图区", "Sartu District", "230600", False),
    ("230603", "龙凤区", "Longfeng District", "230600", False),
    ("230604", "让胡路区", "Ranghulu District", "230600", False),
    ("230605", "红岗区", "Honggang District", "230600", False),
    ("230606", "大同区", "Datong District", "230600", False),
    ("230621", "肇州县", "Zhaozhou County", "230600", False),
    ("230622", "肇源县", "Zhaoyuan County", "230600", False),
    ("230623", "林甸县", "Lindian County", "230600", False),
    ("230624", "杜尔伯特蒙古族自治县", "Dorbod Mongol County", "230600", False),
    ("230671", "大庆高新技术产业开发区", "Daqing High-tech Zone", "230600", True),
    ("230672", "大庆经济技术开发区", "Daqing Economic Zone", "230600", True),
]


def add(apps, schema_editor):
    region = apps.get_model("accounts", "Region")
    for code, name, name_en, parent, is_local in REGIONS:
        region.objects.update_or_create(
            code=code,
            defaults={
                "name": name,
                "name_en": name_en,
                "parent_id": parent,
                "is_local": is_local,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_places_roles")]
    # Regions that rows point to cannot be taken away; going back leaves them.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
