"""The vault's SQL. Row-level security is forced: not even the tables' owner sees a row without an open door.

The door is two settings of the transaction: the one case whose people may be touched, and who does it. A
setting that was local to an earlier transaction reads as '', hence `nullif` (tried on PostgreSQL 15).
"""

_DOOR = """(
    subject = nullif(current_setting('anlan.case', true), '')::uuid
    AND nullif(current_setting('anlan.actor', true), '') IS NOT NULL
)"""

VAULT = f"""
CREATE SCHEMA people;
GRANT USAGE ON SCHEMA people TO anlan_app;

CREATE TABLE people.person (
    id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    role varchar(30) NOT NULL CHECK (role ~ '^[a-z][a-z_]*$'),
    sealed bytea NOT NULL CHECK (octet_length(sealed) > 28),
    kept_at timestamptz NOT NULL,
    kept_by varchar(80) NOT NULL,
    UNIQUE (id, subject)
);
CREATE INDEX person_subject ON people.person (subject);

CREATE TABLE people.person_key (
    person_id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    wrapped bytea NOT NULL CHECK (octet_length(wrapped) = 60),
    wrapped_by varchar(16) NOT NULL,
    FOREIGN KEY (person_id, subject) REFERENCES people.person (id, subject) ON DELETE CASCADE
);

ALTER TABLE people.person ENABLE ROW LEVEL SECURITY;
ALTER TABLE people.person FORCE ROW LEVEL SECURITY;
ALTER TABLE people.person_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE people.person_key FORCE ROW LEVEL SECURITY;
CREATE POLICY one_case ON people.person USING {_DOOR} WITH CHECK {_DOOR};
CREATE POLICY one_case ON people.person_key USING {_DOOR} WITH CHECK {_DOOR};

-- What is sealed is never changed: kept anew or erased.
REVOKE ALL ON people.person, people.person_key FROM anlan_app;
GRANT SELECT, INSERT ON people.person TO anlan_app;
GRANT SELECT, INSERT, DELETE ON people.person_key TO anlan_app;
"""
