"""The kept count knows education and verification too, so that lists by them need none."""

from django.db import migrations, models

_KEY = "region_id, category, status, education, is_verified"
_TALLY = f"""
CREATE OR REPLACE FUNCTION talents_keep_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Ordered, so that two writers meet the rows in the same order.
    IF TG_OP = 'INSERT' THEN
        INSERT INTO talents_registrytally AS t ({_KEY}, count)
        SELECT {_KEY}, count(*) FROM fresh GROUP BY {_KEY} ORDER BY {_KEY}
        ON CONFLICT ({_KEY}) DO UPDATE SET count = t.count + EXCLUDED.count;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO talents_registrytally AS t ({_KEY}, count)
        SELECT {_KEY}, -count(*) FROM stale GROUP BY {_KEY} ORDER BY {_KEY}
        ON CONFLICT ({_KEY}) DO UPDATE SET count = t.count + EXCLUDED.count;
    ELSE
        INSERT INTO talents_registrytally AS t ({_KEY}, count)
        SELECT {_KEY}, sum(n) FROM (
            SELECT {_KEY}, 1 AS n FROM fresh UNION ALL SELECT {_KEY}, -1 FROM stale
        ) moved
        GROUP BY {_KEY} HAVING sum(n) <> 0 ORDER BY {_KEY}
        ON CONFLICT ({_KEY}) DO UPDATE SET count = t.count + EXCLUDED.count;
    END IF;
    RETURN NULL;
END $$;
"""
FORWARDS = f"""
{_TALLY}
DELETE FROM talents_registrytally;
INSERT INTO talents_registrytally ({_KEY}, count)
SELECT {_KEY}, count(*) FROM talents_talent GROUP BY {_KEY};
"""
# Back to the coarser key: the function of 0002 over counts made anew.
_OLD = "region_id, category, status"
BACKWARDS = f"""
DELETE FROM talents_registrytally;
{_TALLY.replace(_KEY, _OLD)}
"""
RECOUNT = f"""
INSERT INTO talents_registrytally ({_OLD}, count)
SELECT {_OLD}, count(*) FROM talents_talent GROUP BY {_OLD};
"""


class Migration(migrations.Migration):
    dependencies = [("talents", "0003_roster")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, RECOUNT),
        migrations.RemoveConstraint(
            model_name="registrytally", name="talents_one_tally_a_kind"
        ),
        migrations.AddField(
            model_name="registrytally",
            name="education",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="registrytally",
            name="is_verified",
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="registrytally",
            constraint=models.UniqueConstraint(
                fields=("region", "category", "status", "education", "is_verified"),
                name="talents_one_tally_a_kind",
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.AddIndex(
            model_name="talent",
            index=models.Index(
                condition=models.Q(("nationality", "CN"), _negated=True),
                fields=["sort_key", "id"],
                name="talents_foreign",
            ),
        ),
        migrations.AddIndex(
            model_name="talent",
            index=models.Index(
                condition=models.Q(("is_verified", False)),
                fields=["sort_key", "id"],
                name="talents_unverified",
            ),
        ),
    ]
