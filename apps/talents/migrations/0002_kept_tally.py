"""Counts of the register by region, category and status, kept by the database."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION talents_keep_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Ordered, so that two writers meet the rows in the same order.
    IF TG_OP = 'INSERT' THEN
        INSERT INTO talents_registrytally AS t (region_id, category, status, count)
        SELECT region_id, category, status, count(*) FROM fresh
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (region_id, category, status)
        DO UPDATE SET count = t.count + EXCLUDED.count;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO talents_registrytally AS t (region_id, category, status, count)
        SELECT region_id, category, status, -count(*) FROM stale
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (region_id, category, status)
        DO UPDATE SET count = t.count + EXCLUDED.count;
    ELSE
        INSERT INTO talents_registrytally AS t (region_id, category, status, count)
        SELECT region_id, category, status, sum(n) FROM (
            SELECT region_id, category, status, 1 AS n FROM fresh
            UNION ALL
            SELECT region_id, category, status, -1 FROM stale) moved
        GROUP BY 1, 2, 3 HAVING sum(n) <> 0 ORDER BY 1, 2, 3
        ON CONFLICT (region_id, category, status)
        DO UPDATE SET count = t.count + EXCLUDED.count;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER talents_tally_insert AFTER INSERT ON talents_talent
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION talents_keep_tally();
CREATE TRIGGER talents_tally_delete AFTER DELETE ON talents_talent
    REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION talents_keep_tally();
CREATE TRIGGER talents_tally_update AFTER UPDATE ON talents_talent
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION talents_keep_tally();
"""

BACKWARDS = """
DROP TRIGGER talents_tally_update ON talents_talent;
DROP TRIGGER talents_tally_delete ON talents_talent;
DROP TRIGGER talents_tally_insert ON talents_talent;
DROP FUNCTION talents_keep_tally();
"""


class Migration(migrations.Migration):
    dependencies = [("talents", "0001_people")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
