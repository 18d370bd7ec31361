"""What is published stays as it is: decided applications point at it."""

from django.db import migrations

CHILDREN = ["condition", "tier", "material", "steplimit"]

FORWARDS = """
CREATE FUNCTION policies_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM policies_policyversion v
               WHERE v.id = version AND v.status = 'published') THEN
        RAISE EXCEPTION 'a published version of a policy does not change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- Its end may be set, and that it was checked against the document; nothing else.
CREATE FUNCTION policies_freeze_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'published' AND (TG_OP = 'DELETE' OR
        (to_jsonb(NEW) - ARRAY['until_date', 'is_verified', 'source_note',
                               'source_note_en', 'document_url'])
        IS DISTINCT FROM
        (to_jsonb(OLD) - ARRAY['until_date', 'is_verified', 'source_note',
                               'source_note_en', 'document_url'])) THEN
        RAISE EXCEPTION 'a published version of a policy does not change'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER policies_version_frozen BEFORE UPDATE OR DELETE ON policies_policyversion
    FOR EACH ROW EXECUTE FUNCTION policies_freeze_version();
""" + "\n".join(
    f"""CREATE TRIGGER policies_{name}_frozen BEFORE INSERT OR UPDATE OR DELETE
    ON policies_{name} FOR EACH ROW EXECUTE FUNCTION policies_refuse_published();"""
    for name in CHILDREN
)

BACKWARDS = "\n".join(
    f"DROP TRIGGER policies_{name}_frozen ON policies_{name};" for name in CHILDREN
) + """
DROP TRIGGER policies_version_frozen ON policies_policyversion;
DROP FUNCTION policies_freeze_version();
DROP FUNCTION policies_refuse_published();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_policies")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
