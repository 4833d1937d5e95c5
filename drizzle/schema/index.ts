export * from "./apps";
export * from "./instances";
export * from "./people";
export * from "./saved-views";
