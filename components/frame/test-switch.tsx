"use client";
import { memo } from "react";
import { useFilter } from "../filter/use-filter";
import { Switch } from "../ui/switch";

/** Shows or hides test traffic: simulated phones and evidence under test roots. Off unless asked for. */
export const TestSwitch = memo(function TestSwitch() {
  const { filter, setFilter } = useFilter();
  return (
    <Switch
      checked={filter.test}
      onChange={(test) => setFilter({ ...filter, test })}
      label="Test traffic"
      on="shown"
      off="off"
      tone="warn"
      className="max-phone:order-8 max-phone:ml-auto max-phone:min-h-8"
    />
  );
});
