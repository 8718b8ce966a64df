/**
 * Ways in which an environment can be wrong, one at a time.
 *
 * @module
 */

/** Which rule each flaw breaks, and what is found. */
export const flaws = {
  "steps before reset": ["reset-needed", "step before reset was accepted"],
  "a number for a boolean": ["plays", "step 1: `truncated` is 0"],
  "throws in a step": ["plays", "it threw oh"],
  "counts steps twice": ["info", "info.step went from 0 to 2"],
  "another task in the middle": ["info", '"task":"analysis"'],
  "terminated and truncated at once": ["endings", "step 2 is terminated and truncated at once"],
  "goes on after a submission": ["endings", "left terminated false"],
  "truncates late": ["truncation", "step 8 of 8: truncated is false"],
  "truncates early": ["truncation", "step 7 of 8: truncated is true"],
  "results in every step": ["results", "step 1: results is {"],
  "no results": ["results", "step 8: results is null"],
  "a reward that is not a number": ["reward-null", "step 1 has reward NaN"],
  "no reward": ["reward-null", "step 2 has reward null and was not aborted"],
  "a reward though aborted": ["reward-null", "step 3 was aborted with reward 0"],
  "a component left out of the sum": ["reward-sum", "step 1: the reward is 0, its components sum to 0.01"],
  "a return of its own": ["return", "the trajectory's end tells 42"],
  "a column missing": ["tables", "logs of observation 0 has body: Utf8 at column 1"],
  "a table of others": ["tables", "logs of observation 0 has service: Dictionary"],
  "windows with gaps": ["windows", "follows one that ended at 1700000000000000"],
  "rows of the future": ["windows", "has in logs a row (0) of 1700000000001000"],
  "longer texts than promised": ["observation-space", 'observation 0: text is "value 3"; expected'],
  "a space that is no data": ["observation-space", "observationSpace is refused by parseSpace: ERR_INVALID_DEFINITION"],
  "samples that throw": ["action-space", "made step throw too much"],
  "a mask that lies": ["action-space", "which the mask allows, was not done: it is not valid"],
  "names the problem in a text": ["no-leak", '"toy-one" after reset: "...value 3 of toy-one..."'],
  "names the problem in a table": ["no-leak", '"toy-one" after reset: "...serving toy-one..."'],
  "names the fault in info": ["no-leak", '"drift_fault" after reset'],
  "names the answer in info": ["no-leak", 'the answer "pump" after reset, in info'],
  "names the fault in its action space": ["no-leak", '"drift-fault" in the spaces: "...repair drift-fault..."'],
  "counts resets": ["reset-seed", "a reset after an episode had ended gave another observation.text"],
  "one id for all seeds": ["episode-id", 'seeds 3 and 4 both gave "episode"'],
  "an id for each problem": ["episode-id", "two problems under seed 3 gave"],
  "takes any problem": ["reset-refusals", 'reset("no/such-problem") was accepted'],
  "takes any seed": ["reset-refusals", "reset with seed -1 was accepted"],
  "steps after the end": ["step-after-end", "a step after the end was accepted"],
  "throws at malformed actions": ["malformed-actions", "step(null) threw what?"],
  "understands everything": ["malformed-actions", "step(null) was answered with ok true"],
  "ends at malformed actions": ["malformed-actions", "step(null) ended the episode"],
  "remembers other episodes": ["determinism", "playing the same actions again, step 1: observation.text differs"],
  "changes when it is read": ["reading", "depends on whether its observations were read"],
  "writes over its observations": ["lasting-observations", "observation.features differs"],
  "forks without chance": ["fork", "stateHash() of a new fork differs"],
  "forks share state": ["fork-apart", "after a fork had acted, on the original step 4"],
  "snapshots without chance": ["snapshot", "after restore(), step 4: observation.text differs"],
  "restores without the steps before": ["snapshot", "the trajectory differs"],
  "restores anything": ["snapshot-damage", "restore of a snapshot with a flipped bit was accepted"],
  "forgets a step of the trajectory": ["trajectory", "it has 7 steps after step 8"],
  "a broken chain": ["trajectory", "ERR_INVALID_TRAJECTORY: Line 2"],
  "closes once only": ["close", "the second close threw closed already"],
  "goes on when closed": ["close", "a step after close was accepted"],
} as const satisfies Readonly<Record<string, readonly [rule: string, found: string]>>;

/** Names of the flaws. */
export type Flaw = keyof typeof flaws;
