// Compiled in an empty project that installed the packed packages: their declarations must resolve there.
import * as gym from "aiops-gym";

export const imported: object = gym;
