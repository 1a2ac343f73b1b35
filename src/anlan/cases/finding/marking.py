"""What keeps the marks among the search terms true, as SQL for the migration (`words/marks.py` says what marks are).

A report is written with its marks. Whatever moves a case later (another place, lead, kind, unit, its end) marks its
text anew in the same transaction: triggers, so that no way of moving one can forget it.
"""
# ruff: noqa: S608 - only our own constants are put into these statements

from anlan.cases.words.marks import BITS

_OPEN = "('reported', 'routed', 'dispatched', 'handling', 'suspended', 'handled', 'verified')"
_NUMBERS = ", ".join(f"'/{level}' || to_hex(number >> {bits})" for level, bits in enumerate(BITS))


def _mark(which: str) -> str:
    return f"""
    UPDATE cases_casetext t SET terms = cases_words_alone(t.terms) || marked.marks
    FROM (
        SELECT c.id, cases_marks(number, place_scope, state IN {_OPEN}, capability, category, lead_unit || ARRAY(
            SELECT unit FROM cases_assignment a WHERE a.case_id = c.id AND a.state <> 'withdrawn')) AS marks
        FROM cases_case c WHERE {which}
    ) marked
    WHERE t.case_id = marked.id AND t.terms <> cases_words_alone(t.terms) || marked.marks
    """


FILL = _mark("c.number >= %s AND c.number < %s")

FUNCTIONS = f"""
CREATE FUNCTION cases_unit_mark(unit uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '/u' || right(replace(unit::text, '-', ''), 16);

CREATE FUNCTION cases_marks(number bigint, place bigint, is_open boolean, capability text, category text, units uuid[])
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(
    ARRAY[{_NUMBERS}, '/g' || to_hex(place), '/c' || to_hex(place / 1000), '/s' || to_hex(place / 1000000),
        '/a' || capability]
    || CASE WHEN category <> '' THEN ARRAY['/k' || category] ELSE '{{}}' END
    || CASE WHEN is_open THEN ARRAY['/o'] ELSE '{{}}' END
    || ARRAY(SELECT cases_unit_mark(unit) FROM unnest(units) AS unit WHERE unit IS NOT NULL));

CREATE FUNCTION cases_words_alone(terms tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ts_delete(terms, ARRAY(SELECT term FROM unnest(tsvector_to_array(terms)) AS term WHERE term LIKE '/%'));

CREATE FUNCTION cases_mark(cases uuid[]) RETURNS void LANGUAGE sql AS $$
    {_mark("c.id = ANY(cases)")}
$$;

CREATE FUNCTION cases_mark_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cases_mark(ARRAY[NEW.id]);
    RETURN NULL;
END $$;

CREATE FUNCTION cases_mark_joined() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE unmarked uuid[] := ARRAY(
    SELECT DISTINCT case_id FROM added JOIN cases_casetext t USING (case_id)
    WHERE state <> 'withdrawn' AND NOT t.terms @@ quote_literal(cases_unit_mark(unit))::tsquery);
BEGIN
    IF unmarked <> '{{}}' THEN
        PERFORM cases_mark(unmarked);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION cases_mark_taking_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cases_mark(ARRAY[NEW.case_id]);
    RETURN NULL;
END $$;
"""

TRIGGERS = f"""
CREATE TRIGGER cases_mark_moved AFTER UPDATE ON cases_case FOR EACH ROW WHEN (
    OLD.place_scope <> NEW.place_scope OR OLD.capability <> NEW.capability OR OLD.category <> NEW.category
    OR OLD.number <> NEW.number OR OLD.lead_unit IS DISTINCT FROM NEW.lead_unit
    OR (OLD.state IN {_OPEN}) <> (NEW.state IN {_OPEN})
) EXECUTE FUNCTION cases_mark_moved();
CREATE TRIGGER cases_mark_joined AFTER INSERT ON cases_assignment
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION cases_mark_joined();
CREATE TRIGGER cases_mark_taking_part AFTER UPDATE ON cases_assignment FOR EACH ROW WHEN (
    OLD.unit <> NEW.unit OR (OLD.state = 'withdrawn') <> (NEW.state = 'withdrawn')
) EXECUTE FUNCTION cases_mark_taking_part();
"""

UNDO = """
DROP FUNCTION cases_mark_moved CASCADE;
DROP FUNCTION cases_mark_joined CASCADE;
DROP FUNCTION cases_mark_taking_part CASCADE;
DROP FUNCTION cases_mark;
DROP FUNCTION cases_marks;
DROP FUNCTION cases_unit_mark;
UPDATE cases_casetext SET terms = cases_words_alone(terms);
DROP FUNCTION cases_words_alone;
"""
