"""Events of a case are written once: the database refuses to change or delete them."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of a case are written once' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER cases_event_is_kept BEFORE UPDATE OR DELETE ON cases_caseevent
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
"""
BACKWARDS = """
DROP TRIGGER cases_event_is_kept ON cases_caseevent;
DROP FUNCTION cases_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_requests")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
