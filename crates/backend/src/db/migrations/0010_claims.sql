-- Finds the claims that wait for a company's decision: they are a part of `ticket.record`.
CREATE INDEX ticket_claim_waits ON ticket (organisation_id, changed)
WHERE record ->> '$.claim.state' = 'noticed';
