"""The terms of a published version stay as they are, like its rules."""

from django.db import migrations

CHILDREN = ["instalment", "exclusion", "fundingshare"]


class Migration(migrations.Migration):
    dependencies = [("policies", "0006_terms")]
    operations = [
        migrations.RunSQL(
            "\n".join(
                f"""CREATE TRIGGER policies_{name}_frozen
                BEFORE INSERT OR UPDATE OR DELETE ON policies_{name}
                FOR EACH ROW EXECUTE FUNCTION policies_refuse_published();"""
                for name in CHILDREN
            ),
            "\n".join(
                f"DROP TRIGGER policies_{name}_frozen ON policies_{name};"
                for name in CHILDREN
            ),
        )
    ]
