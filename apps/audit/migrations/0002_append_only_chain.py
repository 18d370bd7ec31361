"""The trace is append-only, and every event is linked to the one before at commit."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION audit_digest(previous text, e audit_auditevent) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(previous || jsonb_build_array(
        e.id, extract(epoch FROM e.at)::numeric(20, 6)::text, e.action, e.actor_id,
        e.actor_name, e.target, e.target_label, e.is_read, e.why, e.data,
        host(e.address), e.request_id)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_auditseal
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

-- Deferred: the lock that orders the chain is held only from here to the end of commit.
CREATE FUNCTION audit_seal_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head audit_auditseal%ROWTYPE;
BEGIN
    PERFORM pg_advisory_xact_lock(5207130001);
    SELECT * INTO head FROM audit_auditseal ORDER BY seq DESC LIMIT 1;
    INSERT INTO audit_auditseal (seq, event_id, digest)
    VALUES (coalesce(head.seq, 0) + 1, NEW.id,
            audit_digest(coalesce(head.digest, ''), NEW));
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_seal_at_commit AFTER INSERT ON audit_auditevent
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION audit_seal_event();
"""

BACKWARDS = """
DROP TRIGGER audit_seal_at_commit ON audit_auditevent;
DROP TRIGGER audit_event_append_only ON audit_auditevent;
DROP TRIGGER audit_event_no_truncate ON audit_auditevent;
DROP TRIGGER audit_seal_append_only ON audit_auditseal;
DROP TRIGGER audit_seal_no_truncate ON audit_auditseal;
DROP FUNCTION audit_seal_event();
DROP FUNCTION audit_refuse_change();
DROP FUNCTION audit_digest(text, audit_auditevent);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_events")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
