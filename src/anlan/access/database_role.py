"""What the app role may do with tables the owner makes. Run by the first migration; harmless to run again.

The ledger's tables are left out: their own migrations say that facts are only ever added.
"""

GRANTS = """
DO $$
DECLARE item record;
BEGIN
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'anlan_app') THEN
            CREATE ROLE anlan_app NOLOGIN;
        END IF;
        IF NOT pg_has_role(current_user, 'anlan_app', 'MEMBER') THEN
            EXECUTE format('GRANT anlan_app TO %I', current_user);
        END IF;
    EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL;  -- made just now by another database
        WHEN insufficient_privilege THEN
            RAISE EXCEPTION 'the role anlan_app is missing and % may not make it', current_user
                USING HINT = 'Ask the server''s administrator: CREATE ROLE anlan_app NOLOGIN; '
                             'GRANT anlan_app TO ' || quote_ident(current_user) || ';';
    END;
    GRANT USAGE ON SCHEMA public TO anlan_app;
    FOR item IN
        SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT LIKE 'ledger\\_%'
    LOOP
        EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON ' || item.name || ' TO anlan_app';
    END LOOP;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO anlan_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO anlan_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO anlan_app;
END
$$;
"""
