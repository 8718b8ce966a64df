/**
 * What is learned: for each task the environment, the actions to choose from, and the learners with their settings.
 */
import {
  AIOpsEnv,
  type ChoiceEnv,
  ChoiceInputs,
  callersOf,
  catalogueChoices,
  createCatalogue,
  createChance,
  DiscreteActions,
  FeatureView,
  featureLayout,
  globalFeatures,
  hotelReservation,
  type Learner,
  LinearModel,
  type PolicyGradientOptions,
  policyGradient,
  type QLearningOptions,
  qLearning,
  serviceFeatures,
  TimeLimit,
  volumeUsersOf,
} from "aiops-gym";
import { EachOnce } from "./each-once.ts";
import { SubmitLast } from "./submit-last.ts";

interface Task {
  /** Kinds of entries of the catalogue that a policy can choose. */
  readonly kinds: readonly string[];
  readonly maxSteps: number;
  /** The last step submits whatever is chosen, so that every episode is graded; otherwise it is truncated. */
  readonly submitsLast: boolean;
  /** Shortest step, seconds of the cluster's clock: long enough to see what an action did. */
  readonly stepSeconds: number;
  /** Entries of who does nothing: the first that is valid. */
  readonly idle: readonly string[];
  /** Entries of who always answers the same. */
  readonly constant: Readonly<Record<string, string>>;
  readonly policyGradientOptions?: PolicyGradientOptions;
  readonly qLearningOptions?: QLearningOptions;
}

export const taskNames = ["detection", "mitigation"] as const;

export const tasks: Readonly<Record<(typeof taskNames)[number], Task>> = {
  detection: {
    kinds: ["wait", "submit"],
    maxSteps: 6,
    submitsLast: false,
    stepSeconds: 10,
    idle: ["wait 10"],
    constant: { 'always "Yes"': "submit Yes", 'always "No"': "submit No" },
  },
  // A repair or several, one after another, then the submission.
  mitigation: {
    kinds: ["restore_service", "grant_role", "recreate_volume", "submit"],
    maxSteps: 8,
    submitsLast: true,
    stepSeconds: 30,
    idle: ["submit"],
    constant: {},
    policyGradientOptions: { learningRate: 1, batchEpisodes: 2 },
    qLearningOptions: { updates: 12, exploration: [1, 0.05], explorationEpisodes: 150, discount: 0.8 },
  },
};

/** What learners need of a task. */
export interface TaskSetup {
  readonly env: ChoiceEnv;
  /** Number of an entry of the catalogue. */
  readonly numberOf: (id: string) => number;
  readonly learners: readonly Learner[];
}

/** Features and numbered actions. */
export async function setUp(name: (typeof taskNames)[number], seed: number): Promise<TaskSetup> {
  const { kinds, maxSteps, submitsLast, stepSeconds, policyGradientOptions = {}, qLearningOptions = {} } = tasks[name];
  const catalogue = createCatalogue(hotelReservation, { tasks: [name], kinds });
  const layout = featureLayout(hotelReservation.services, hotelReservation.workload.entry.service);
  const numberOf = (id: string): number => catalogue.indexOf(id) ?? 0;
  const inner = await AIOpsEnv.create({ stepSeconds, ...(submitsLast ? { maxSteps } : {}) });
  const numbered = new DiscreteActions(inner, catalogue);
  const view = new FeatureView(submitsLast ? numbered : new TimeLimit(numbered, { maxSteps }), { layout });
  const env = submitsLast ? new SubmitLast(new EachOnce(view), numberOf("submit")) : view;
  const choices = catalogueChoices(
    catalogue.entries,
    layout.services,
    volumeUsersOf(hotelReservation),
    callersOf(hotelReservation),
  );
  const rows = { rows: layout.services.length, rowSize: serviceFeatures.length, globals: globalFeatures.length };
  const model = () => new LinearModel(new ChoiceInputs(choices, rows));
  const learners = [
    policyGradient(model(), createChance(seed), policyGradientOptions),
    qLearning(model(), createChance(seed), { discount: 0.5, ...qLearningOptions }),
  ];
  return { env, numberOf, learners };
}
