-- Finds the windows that are agreed for work on a device: plans are a part of `ticket.record`.
CREATE INDEX ticket_agreed_on_device ON ticket (device_id)
WHERE record ->> '$.plan.state' IN ('approved', 'carryingOut');
