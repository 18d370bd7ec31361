"""What happened stays written; who applied or prepared decides nothing."""

from django.db import migrations

KEPT = ["transition", "decision", "factentry"]

FORWARDS = """
CREATE FUNCTION applications_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of an application is append-only'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION applications_keep_people_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM applications_application a
        JOIN talents_talent t ON t.id = a.talent_id
        WHERE a.id = NEW.application_id
          AND NEW.by_id IN (t.user_id, a.prepared_by_id, a.helper_id)
    ) THEN
        RAISE EXCEPTION 'who applied or prepared does not decide'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_decision_by_another BEFORE INSERT ON applications_decision
    FOR EACH ROW EXECUTE FUNCTION applications_keep_people_apart();

-- What was frozen by the decision stays frozen.
CREATE FUNCTION applications_freeze_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.facts IS NOT NULL AND (NEW.facts IS DISTINCT FROM OLD.facts
        OR NEW.version_used_id <> OLD.version_used_id
        OR NEW.reference_date IS DISTINCT FROM OLD.reference_date) THEN
        RAISE EXCEPTION 'a decided application keeps its facts and its version'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_decided_is_frozen BEFORE UPDATE ON applications_application
    FOR EACH ROW EXECUTE FUNCTION applications_freeze_decided();
""" + "\n".join(
    f"""CREATE TRIGGER applications_{name}_append_only BEFORE UPDATE OR DELETE
    ON applications_{name} FOR EACH ROW EXECUTE FUNCTION applications_refuse_change();"""
    for name in KEPT
)

BACKWARDS = "\n".join(
    f"DROP TRIGGER applications_{name}_append_only ON applications_{name};"
    for name in KEPT
) + """
DROP TRIGGER applications_decided_is_frozen ON applications_application;
DROP FUNCTION applications_freeze_decided();
DROP TRIGGER applications_decision_by_another ON applications_decision;
DROP FUNCTION applications_keep_people_apart();
DROP FUNCTION applications_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_flow"), ("talents", "0001_people")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
