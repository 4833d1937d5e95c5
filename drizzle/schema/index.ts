export * from "./apps";
export * from "./evidence";
export * from "./instances";
export * from "./people";
export * from "./policies";
