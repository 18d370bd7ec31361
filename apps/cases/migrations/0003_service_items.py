"""The fifteen service items, with limits that the office can change."""

from django.db import migrations

# The nearest hard limit found is the hotline's: five working days to finish and answer,
# five more with the head's approval.  What needs several departments gets ten.
HOTLINE = "示范时限：参照12345热线办理规则，5个工作日办结（待核定）"
SEVERAL = "示范时限：多部门事项暂按10个工作日（假设，待核定）"
ADVICE = "示范时限：咨询类暂按3个工作日（假设，待核定）"

ITEMS = [
    ("policy", "政策咨询", "Policy advice", 3, ADVICE),
    ("housing", "住房安居", "Housing", 5, HOTLINE),
    ("subsidy", "补贴兑现", "Subsidies and payments", 5, HOTLINE),
    ("schooling", "子女入学", "Children's schooling", 10, SEVERAL),
    ("spouse", "配偶就业", "Spouse's employment", 10, SEVERAL),
    ("medical", "医疗保健", "Health care", 5, HOTLINE),
    ("archive", "人事档案", "Personnel files", 5, HOTLINE),
    ("hukou", "户籍办理", "Household registration", 5, HOTLINE),
    ("insurance", "社保医保", "Social and medical insurance", 5, HOTLINE),
    ("foreign", "外国人工作许可和居留", "Foreigners' work and residence permits", 10, SEVERAL),
    ("title", "职称评审", "Professional titles", 10, SEVERAL),
    ("project", "项目申报和平台", "Projects and platforms", 10, SEVERAL),
    ("finance", "创业担保贷款和金融", "Loans and finance", 10, SEVERAL),
    ("card", "交通文旅礼遇", "Travel and culture benefits", 5, HOTLINE),
    ("other", "心理、生活及其他", "Daily life and other matters", 5, HOTLINE),
]


def add(apps, schema_editor):
    item = apps.get_model("cases", "ServiceItem")
    for place, (code, name, name_en, limit, source) in enumerate(ITEMS, 1):
        item.objects.get_or_create(
            code=code,
            defaults={
                "order": place * 10,
                "name": name,
                "name_en": name_en,
                "limit_workdays": limit,
                "extension_workdays": 5,
                "confirm_workdays": 5,
                "source": source,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_history_is_kept")]
    # Items that cases point to cannot be taken away; going back leaves them.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
