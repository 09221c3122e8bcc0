"""What the database itself holds of the review: triggers that migrations make.

The history is the only door to a claim's status. A row of it is chained to the row before it,
checked against what it needs, and then moves the claim; a status that no row asks for is refused.
"""

# One writer at a time, until its transaction ends, so that the numbers have no gap and the chain
# no fork. What needs other locks takes them before it writes history, or it could wait in a circle.
# Exactly what is hashed, and in which form, `claims.history` says and does a second time.
CHAIN_EVENT = """
PERFORM pg_advisory_xact_lock(hashtext('musnad.review_history'));
SELECT number, hash INTO last FROM claims_reviewevent ORDER BY number DESC LIMIT 1;
NEW.number = coalesce(last.number, 0) + 1;
NEW.previous_hash = coalesce(last.hash, repeat('0', 64));
NEW.at = clock_timestamp();
NEW.hash = encode(sha256(convert_to(json_build_array(
    NEW.number, NEW.previous_hash, NEW.claim_id, NEW.kind, NEW.actor_id, NEW.old, NEW.new,
    NEW.decision_id, NEW.note, NEW.details,
    to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
)::text, 'UTF8')), 'hex');
RETURN NEW;
"""

# The names of the verdicts are those of `claims.moves.VERDICTS`.
EVENT_MOVES_CLAIM = """
IF NEW.new IN ('corroborated', 'unverified', 'disputed', 'refuted', 'not_checkable',
               'awaiting_approval') AND NEW.new <> NEW.old THEN
    SELECT d.claim_id, d.verdict, d.needs_approval, a.outcome INTO made
        FROM claims_decision d LEFT JOIN claims_approval a ON a.decision_id = d.id
        WHERE d.id = NEW.decision_id;
    IF made.claim_id IS DISTINCT FROM NEW.claim_id
       OR NEW.new <> 'awaiting_approval' AND made.verdict <> NEW.new THEN
        RAISE EXCEPTION 'a verdict needs a decision that gives it'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.new <> 'awaiting_approval'
       AND (NEW.old = 'awaiting_approval' OR made.needs_approval)
       AND made.outcome IS DISTINCT FROM 'approved' THEN
        RAISE EXCEPTION 'this decision waits for another person to approve it'
            USING ERRCODE = 'check_violation';
    END IF;
END IF;
IF NEW.new <> NEW.old THEN
    UPDATE claims_claim SET status = NEW.new WHERE id = NEW.claim_id AND status = NEW.old;
ELSE
    PERFORM FROM claims_claim WHERE id = NEW.claim_id AND status = NEW.old;
END IF;
IF NOT FOUND THEN
    RAISE EXCEPTION 'the claim is not %', NEW.old USING ERRCODE = 'check_violation';
END IF;
UPDATE claims_review
    SET revision = revision + 1,
        round = round + (NEW.new = 'in_review' AND NEW.old NOT IN ('in_review', 'unreviewed'))::int
    WHERE claim_id = NEW.claim_id;
RETURN NULL;
"""

# On the claims table. Its own moves are a state machine besides.
STATUS_COMES_FROM_HISTORY = """
IF (SELECT (e.old, e.new) FROM claims_reviewevent e WHERE e.claim_id = NEW.id
    ORDER BY e.number DESC LIMIT 1) IS DISTINCT FROM (OLD.status::varchar, NEW.status::varchar) THEN
    RAISE EXCEPTION 'a status changes only with its row in the history'
        USING ERRCODE = 'check_violation';
END IF;
UPDATE claims_review
    SET is_open = NEW.status IN ('unreviewed', 'in_review'), leased_to_id = NULL,
        leased_until = NULL, open_since = now(),
        passed_by = CASE WHEN OLD.status = 'in_review' THEN passed_by ELSE '{}' END
    WHERE claim_id = NEW.id
      AND is_open IS DISTINCT FROM (NEW.status IN ('unreviewed', 'in_review'));
RETURN NULL;
"""

# After the statement: a trigger before each row would have COPY write its rows one by one.
NEW_CLAIM_IS_UNREVIEWED = """
IF EXISTS (SELECT FROM added WHERE status <> 'unreviewed') THEN
    RAISE EXCEPTION 'a claim begins unreviewed' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""

# With each claim comes its review, at the first desk that reads its language. Its priority is that
# of a claim without points (`claims.priority`), until it is weighed.
REVIEW_NEW_CLAIMS = """
INSERT INTO claims_review (claim_id, priority, desk_id, open_since)
    SELECT added.id, (SELECT -extract(epoch FROM now()) / 3600 / 12), read.desk, now()
    FROM added JOIN (
        SELECT spoken.language,
               (SELECT d.id FROM newsroom_desk d WHERE spoken.language = ANY(d.languages)
                ORDER BY d.id LIMIT 1) AS desk
        FROM (SELECT DISTINCT language FROM added) spoken
    ) read ON read.language = added.language;
RETURN NULL;
"""

# Nobody decides in a round that is over, nor on another's behalf in a round not begun.
DECISION_IN_ROUND = """
SELECT round INTO now_in FROM claims_review WHERE claim_id = NEW.claim_id;
IF NEW.round IS DISTINCT FROM now_in THEN
    RAISE EXCEPTION 'the decision is not of the current round' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""

APPROVAL_OF_ANOTHER = """
SELECT decider_id INTO NEW.decider_id FROM claims_decision WHERE id = NEW.decision_id;
RETURN NEW;
"""
