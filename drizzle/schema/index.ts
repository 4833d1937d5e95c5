export * from "./alerts";
export * from "./apps";
export * from "./instances";
export * from "./people";
