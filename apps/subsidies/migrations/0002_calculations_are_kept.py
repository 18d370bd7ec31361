"""A calculation stays as it was made."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION subsidies_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a calculation does not change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER subsidies_calculation_append_only BEFORE UPDATE OR DELETE
    ON subsidies_calculation FOR EACH ROW EXECUTE FUNCTION subsidies_refuse_change();
"""

BACKWARDS = """
DROP TRIGGER subsidies_calculation_append_only ON subsidies_calculation;
DROP FUNCTION subsidies_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("subsidies", "0001_home_purchase")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
