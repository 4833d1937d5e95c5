export * from "./alerts";
export * from "./apps";
export * from "./evidence";
export * from "./instances";
export * from "./people";
export * from "./policies";
export * from "./saved-views";
export * from "./secrets";
