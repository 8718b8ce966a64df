/**
 * What is learned: for each task the environment, the actions to choose from, and the learners with their settings.
 */
import {
  AIOpsEnv,
  type ChoiceEnv,
  ChoiceInputs,
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
  policyGradient,
  qLearning,
  serviceFeatures,
  TimeLimit,
} from "aiops-gym";

interface Task {
  /** Kinds of entries of the catalogue that a policy can choose. */
  readonly kinds: readonly string[];
  readonly maxSteps: number;
  /** Entries of who does nothing: the first that is valid. */
  readonly idle: readonly string[];
  /** Entries of who always answers the same. */
  readonly constant: Readonly<Record<string, string>>;
}

export const taskNames = ["detection"] as const;

export const tasks: Readonly<Record<(typeof taskNames)[number], Task>> = {
  detection: {
    kinds: ["wait", "submit"],
    maxSteps: 6,
    idle: ["wait 10"],
    constant: { 'always "Yes"': "submit Yes", 'always "No"': "submit No" },
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
  const { kinds, maxSteps } = tasks[name];
  const catalogue = createCatalogue(hotelReservation, { tasks: [name], kinds });
  const layout = featureLayout(hotelReservation.services, hotelReservation.workload.entry.service);
  const numbered = new DiscreteActions(await AIOpsEnv.create(), catalogue);
  const env = new FeatureView(new TimeLimit(numbered, { maxSteps }), { layout });
  const choices = catalogueChoices(catalogue.entries, layout.services);
  const rows = { rows: layout.services.length, rowSize: serviceFeatures.length, globals: globalFeatures.length };
  const model = () => new LinearModel(new ChoiceInputs(choices, rows));
  const learners = [
    policyGradient(model(), createChance(seed)),
    qLearning(model(), createChance(seed), { discount: 0.5 }),
  ];
  return { env, numberOf: (id) => catalogue.indexOf(id) ?? 0, learners };
}
