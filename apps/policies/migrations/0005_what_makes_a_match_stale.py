"""Triggers that note whom a change of the register concerns, for the sweep.

A mark is written only once policies are swept at all: a first import of half a million
people is read as a whole anyway.
"""

from django.db import migrations

CREATE_FUNCTIONS = """
CREATE FUNCTION policies_mark_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM policies_versionsweep) THEN
        INSERT INTO policies_stalemark (talent_id)
        SELECT DISTINCT talent_id FROM changed WHERE talent_id IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION policies_mark_new_talents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM policies_versionsweep) THEN
        INSERT INTO policies_stalemark (talent_id) SELECT id FROM changed;
    END IF;
    RETURN NULL;
END $$;

-- Only what rules may ask for: a new phone number makes nobody eligible.
CREATE FUNCTION policies_mark_changed_talents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM policies_versionsweep) THEN
        INSERT INTO policies_stalemark (talent_id)
        SELECT id FROM (
            SELECT id, birth_date, is_verified, title, category, nationality,
                education, status FROM changed
            EXCEPT
            SELECT id, birth_date, is_verified, title, category, nationality,
                education, status FROM before
        ) different;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION policies_mark_staff_of_employers() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM policies_versionsweep) THEN
        INSERT INTO policies_stalemark (talent_id)
        SELECT DISTINCT job.talent_id FROM talents_employment job
        JOIN changed ON changed.id = job.employer_id
        JOIN before ON before.id = changed.id
        WHERE changed.region_id IS DISTINCT FROM before.region_id;
    END IF;
    RETURN NULL;
END $$;

-- Whoever lives with somebody hangs on what is written of the other.
CREATE FUNCTION policies_mark_households() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM policies_versionsweep) THEN
        INSERT INTO policies_stalemark (talent_id)
        SELECT DISTINCT other.talent_id FROM talents_membership other
        JOIN changed ON changed.household_id = other.household_id
        WHERE other.talent_id IS NOT NULL
        UNION SELECT talent_id FROM changed WHERE talent_id IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
"""
TABLES = {
    "talents_education": "policies_mark_people",
    "talents_employment": "policies_mark_people",
    "talents_gradeaward": "policies_mark_people",
    "talents_membership": "policies_mark_households",
}


def _trigger(table: str, event: str, function: str, *referencing: str) -> str:
    return f"""CREATE TRIGGER policies_stale_{event.lower()} AFTER {event} ON {table}
        REFERENCING {" ".join(referencing)}
        FOR EACH STATEMENT EXECUTE FUNCTION {function}();"""


NEW, OLD = "NEW TABLE AS changed", "OLD TABLE AS changed"
CREATE_TRIGGERS = "\n".join(
    [
        _trigger(table, event, function, NEW if event != "DELETE" else OLD)
        for table, function in TABLES.items()
        for event in ("INSERT", "UPDATE", "DELETE")
    ]
    + [
        _trigger("talents_talent", "INSERT", "policies_mark_new_talents", NEW),
        _trigger(
            "talents_talent",
            "UPDATE",
            "policies_mark_changed_talents",
            NEW,
            "OLD TABLE AS before",
        ),
        _trigger(
            "talents_employer",
            "UPDATE",
            "policies_mark_staff_of_employers",
            NEW,
            "OLD TABLE AS before",
        ),
    ]
)
DROP = """
DROP FUNCTION policies_mark_people() CASCADE;
DROP FUNCTION policies_mark_new_talents() CASCADE;
DROP FUNCTION policies_mark_changed_talents() CASCADE;
DROP FUNCTION policies_mark_staff_of_employers() CASCADE;
DROP FUNCTION policies_mark_households() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0004_matches"),
        ("talents", "0005_roster_phones"),
    ]

    operations = [
        migrations.RunSQL(CREATE_FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(CREATE_TRIGGERS, DROP),
    ]
