"""Who checks a published version stays as it is, like its rules."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("policies", "0008_joint_departments")]
    operations = [
        migrations.RunSQL(
            """CREATE TRIGGER policies_jointdepartment_frozen
            BEFORE INSERT OR UPDATE OR DELETE ON policies_jointdepartment
            FOR EACH ROW EXECUTE FUNCTION policies_refuse_published();""",
            "DROP TRIGGER policies_jointdepartment_frozen ON policies_jointdepartment;",
        )
    ]
