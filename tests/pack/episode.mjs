// Runs in an empty project that installed the packed packages: imports them as a user does.
import assert from "node:assert/strict";
import * as gym from "aiops-gym";

assert.equal(typeof gym, "object");
console.log(`aiops-gym imported: ${Object.keys(gym).length} exports`);
