-- The two roles of Musnad and the extensions it needs; safe to run again. A superuser runs it in the
-- database that Musnad will use (`psql --dbname=musnad --file=roles.sql`); the embedded PostgreSQL runs
-- it by itself. Give both roles a password afterwards where the server asks for one.

-- The owner makes and changes the tables. The application reads and writes rows; what only grows
-- (history, evidence) is taken from it by the migrations, so that it can't change its own past.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'musnad_owner') THEN
        CREATE ROLE musnad_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'musnad_app') THEN
        CREATE ROLE musnad_app LOGIN;
    END IF;
END
$$;

GRANT USAGE, CREATE ON SCHEMA public TO musnad_owner;
GRANT USAGE ON SCHEMA public TO musnad_app;
ALTER DEFAULT PRIVILEGES FOR ROLE musnad_owner
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO musnad_app;
ALTER DEFAULT PRIVILEGES FOR ROLE musnad_owner
    GRANT USAGE, SELECT ON SEQUENCES TO musnad_app;

CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;
