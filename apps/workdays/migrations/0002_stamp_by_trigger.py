"""Every change of the calendar changes its stamp, whichever way the change is made."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION workdays_new_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO workdays_calendarstamp (id, stamp) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET stamp = EXCLUDED.stamp;
    RETURN NULL;
END $$;

CREATE TRIGGER workdays_exception_stamp
    AFTER INSERT OR UPDATE OR DELETE ON workdays_holidayexception
    FOR EACH STATEMENT EXECUTE FUNCTION workdays_new_stamp();
CREATE TRIGGER workdays_exception_stamp_truncate
    AFTER TRUNCATE ON workdays_holidayexception
    FOR EACH STATEMENT EXECUTE FUNCTION workdays_new_stamp();
CREATE TRIGGER workdays_year_stamp
    AFTER INSERT OR UPDATE OR DELETE ON workdays_announcedyear
    FOR EACH STATEMENT EXECUTE FUNCTION workdays_new_stamp();
CREATE TRIGGER workdays_year_stamp_truncate
    AFTER TRUNCATE ON workdays_announcedyear
    FOR EACH STATEMENT EXECUTE FUNCTION workdays_new_stamp();

INSERT INTO workdays_calendarstamp (id, stamp) VALUES (1, gen_random_uuid());
"""

BACKWARDS = """
DROP TRIGGER workdays_exception_stamp ON workdays_holidayexception;
DROP TRIGGER workdays_exception_stamp_truncate ON workdays_holidayexception;
DROP TRIGGER workdays_year_stamp ON workdays_announcedyear;
DROP TRIGGER workdays_year_stamp_truncate ON workdays_announcedyear;
DROP FUNCTION workdays_new_stamp();
"""


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_calendar")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
