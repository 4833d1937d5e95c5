-- Ends a statement that stores events plainly when one of them belongs to a closed hour: lib/events/record-statement.ts.
CREATE FUNCTION refuse_late_events() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an event belongs to a closed hour' USING ERRCODE = 'AT001';
END $$;
