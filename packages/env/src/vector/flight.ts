/**
 * What a vector keeps of an environment in another thread, so that the end of that thread loses nothing but the episode.
 * @module
 */
import { isOver } from "../wrappers/is-over.ts";
import type { FeatureRows } from "./feature-rows.ts";
import { type FinalResult, followedBy, lost, type SlotCommand, type SlotResult } from "./slot-result.ts";

/** Where a flight's commands go and its answers come out. */
export interface FlightControl<O, A> {
  /** To the thread, which is started where it is not there. */
  send(command: SlotCommand<A>): void;
  deliver(result: SlotResult<O>): void;
  fail(error: unknown): void;
}

/** One environment's commands and answers. */
export class Flight<O, A> {
  readonly #rows: FeatureRows | undefined;
  readonly #envId: number;
  readonly #control: FlightControl<O, A>;
  /** Sent, not answered. */
  #command: SlotCommand<A> | undefined;
  #repeated = false;
  /** What was answered last, of an episode that lives in the thread. */
  #last: FinalResult<O> | undefined;
  /** The thread ended while the episode waited for an action. */
  #lostBy: Error | undefined;
  /** An aborted episode whose place the next one is to take (same-step autoreset). */
  #ended: SlotResult<O> | undefined;

  constructor(rows: FeatureRows | undefined, envId: number, control: FlightControl<O, A>) {
    this.#rows = rows;
    this.#envId = envId;
    this.#control = control;
  }

  /** Sends a command. An action for an episode that was lost is answered at once. */
  begin(command: SlotCommand<A>): void {
    this.#command = command;
    this.#repeated = false;
    if (this.#lostBy !== undefined && command.kind === "step") this.#lose(command, this.#lostBy);
    else this.#control.send(command);
    this.#lostBy = undefined;
  }

  /** The thread has answered. */
  answer(result: SlotResult<O>): void {
    const ended = this.#ended;
    this.#settle(ended === undefined ? result : followedBy(ended, result));
  }

  /** The thread could not begin an episode. */
  failure(error: unknown): void {
    const ended = this.#ended;
    if (ended !== undefined) {
      this.#rows?.unstageFinal(this.#envId);
      this.#settle(ended);
      return;
    }
    this.#command = undefined;
    this.#last = undefined;
    this.#control.fail(error);
  }

  /** The thread has ended. A reset is tried once more, since it may have been another environment's doing. */
  crash(error: Error): void {
    const command = this.#command;
    if (command === undefined) this.#lostBy = this.#last === undefined ? undefined : error;
    else if (command.kind === "step") this.#lose(command, error);
    else if (this.#repeated) this.failure(error);
    else {
      this.#repeated = true;
      this.#control.send(command);
    }
  }

  #lose({ next }: Extract<SlotCommand<A>, { kind: "step" }>, { message }: Error): void {
    if (this.#last === undefined) throw new Error(`environment ${this.#envId} was stepped before its reset`);
    const result = lost(this.#last, message);
    // Half of a row may have been written.
    this.#rows?.restage(this.#envId);
    if (next === undefined) {
      this.#settle(result);
      return;
    }
    this.#rows?.stageFinal(this.#envId);
    this.#ended = result;
    this.#command = { kind: "reset", episode: next };
    this.#control.send(this.#command);
  }

  #settle(result: SlotResult<O>): void {
    this.#command = undefined;
    this.#ended = undefined;
    const { observation, info } = result;
    this.#last = isOver(result) && !result.began ? undefined : { observation, info };
    this.#control.deliver(result);
  }
}
