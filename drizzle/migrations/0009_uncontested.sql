-- Ends a statement that stores events plainly when the hour of one of them may be closed: lib/events/record-statement.ts.
CREATE FUNCTION refuse_late_events() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the hour of an event may be closed' USING ERRCODE = 'AT001';
END $$;
