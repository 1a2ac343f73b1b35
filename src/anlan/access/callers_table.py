"""The mark of a caller's number: by it their earlier matters are found again when they agree, and nothing is listed.

A row shows only to who names its mark (`anlan.caller`, for one transaction), so no statement of the app can list or
count marks; it goes with the person's key when they are erased, and by age (`anlan.marks_before`).
"""

CALLERS = """
CREATE TABLE people.caller_mark (
    person_id uuid PRIMARY KEY REFERENCES people.person_key (person_id) ON DELETE CASCADE,
    subject uuid NOT NULL,
    mark bytea NOT NULL CHECK (octet_length(mark) = 32),
    kept_at timestamptz NOT NULL
);
CREATE INDEX caller_mark_found ON people.caller_mark (mark, kept_at DESC);

ALTER TABLE people.caller_mark ENABLE ROW LEVEL SECURITY;
ALTER TABLE people.caller_mark FORCE ROW LEVEL SECURITY;
CREATE POLICY one_caller ON people.caller_mark FOR SELECT
    USING (mark = decode(nullif(current_setting('anlan.caller', true), ''), 'hex')
           AND nullif(current_setting('anlan.actor', true), '') IS NOT NULL);
CREATE POLICY keep_one ON people.caller_mark FOR INSERT
    WITH CHECK (subject = nullif(current_setting('anlan.case', true), '')::uuid
                AND nullif(current_setting('anlan.actor', true), '') IS NOT NULL);
CREATE POLICY drop_old ON people.caller_mark FOR DELETE
    USING (kept_at < nullif(current_setting('anlan.marks_before', true), '')::timestamptz);

REVOKE ALL ON people.caller_mark FROM anlan_app;
GRANT SELECT, INSERT, DELETE ON people.caller_mark TO anlan_app;
"""
