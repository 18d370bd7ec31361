"""What was shown to the public stays as it was shown; a window is never shortened."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION applications_keep_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published notice is kept' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.until_date < OLD.until_date OR NEW.days < OLD.days THEN
        RAISE EXCEPTION 'a public notice is never shortened'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (to_jsonb(NEW) - ARRAY['until_date', 'days', 'ended_at', 'result'])
        IS DISTINCT FROM
        (to_jsonb(OLD) - ARRAY['until_date', 'days', 'ended_at', 'result'])
        OR (OLD.ended_at IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD))
    THEN
        RAISE EXCEPTION 'a published notice is kept' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_notice_kept BEFORE UPDATE OR DELETE
    ON applications_publicnotice FOR EACH ROW EXECUTE FUNCTION applications_keep_notice();

CREATE FUNCTION applications_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM applications_publicnotice n
                   WHERE n.id = OLD.notice_id AND n.published_at IS NOT NULL) THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'is_live')
        IS DISTINCT FROM (to_jsonb(OLD) - 'is_live') THEN
        RAISE EXCEPTION 'what was published is kept'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER applications_entry_kept BEFORE UPDATE OR DELETE
    ON applications_noticeentry FOR EACH ROW EXECUTE FUNCTION applications_keep_entry();

CREATE FUNCTION applications_keep_objection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.state <> 'open' AND NEW.state <> OLD.state) OR
        (to_jsonb(NEW) - ARRAY['state', 'finding', 'settled_by_id', 'settled_at', 'name',
                               'phone'])
        IS DISTINCT FROM
        (to_jsonb(OLD) - ARRAY['state', 'finding', 'settled_by_id', 'settled_at', 'name',
                               'phone'])
    THEN
        RAISE EXCEPTION 'an objection is kept as it was filed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
-- Name and phone are encrypted and written anew when the keys are rotated.
CREATE TRIGGER applications_objection_kept BEFORE UPDATE OR DELETE
    ON applications_objection FOR EACH ROW EXECUTE FUNCTION applications_keep_objection();
"""
BACKWARDS = """
DROP TRIGGER applications_objection_kept ON applications_objection;
DROP FUNCTION applications_keep_objection();
DROP TRIGGER applications_entry_kept ON applications_noticeentry;
DROP FUNCTION applications_keep_entry();
DROP TRIGGER applications_notice_kept ON applications_publicnotice;
DROP FUNCTION applications_keep_notice();
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_joint_checks_and_notices")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
