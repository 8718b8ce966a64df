/**
 * How a Go service dies of a failure: zerolog's line, then what Go's runtime prints of a panic.
 * @module
 */
import type { LogLine, OnError } from "@aiops-gym/application";
import { consoleLine, sourceRoot } from "./go-log.ts";

/** One function of a stack trace and where it stands. */
export interface Frame {
  readonly call: string;
  readonly at: string;
}

const vendored = `${sourceRoot}vendor/`;

/** Frames of zerolog's `Panic().Msg(...)`, innermost first. */
const messageFrames: readonly Frame[] = [
  {
    call: "github.com/rs/zerolog/log.Panic.(*Logger).Panic.func1({0xace437?, 0x0?})",
    at: "github.com/rs/zerolog/log.go:359 +0x27",
  },
  {
    call: "github.com/rs/zerolog.(*Event).msg(0x3ef0de30240, {0xace437, 0x14})",
    at: "github.com/rs/zerolog/event.go:149 +0x2b6",
  },
  { call: "github.com/rs/zerolog.(*Event).Msg(...)", at: "github.com/rs/zerolog/event.go:108" },
];

/** Frames of zerolog's `Panic().Msgf(...)`, innermost first. */
const formattedMessageFrames: readonly Frame[] = [
  {
    call: "github.com/rs/zerolog/log.Panic.(*Logger).Panic.func1({0xeee2d6ce100?, 0x0?})",
    at: "github.com/rs/zerolog/log.go:359 +0x27",
  },
  {
    call: "github.com/rs/zerolog.(*Event).msg(0xeee2d6d40c0, {0xeee2d6ce100, 0x7c})",
    at: "github.com/rs/zerolog/event.go:149 +0x2b6",
  },
  {
    call: "github.com/rs/zerolog.(*Event).Msgf(0xeee2d6d40c0, {0xae83e5?, 0x8?}, {0xeee2d7af7f8?, 0xafba00?, 0x18?})",
    at: "github.com/rs/zerolog/event.go:129 +0x46",
  },
];

/** Where a gRPC handler is and what it is called. */
export interface HandlerPlace {
  /** `rate`. */
  readonly service: string;
  /** `Rate`. */
  readonly type: string;
  /** `GetRates`. */
  readonly method: string;
  readonly line: number;
  /** Line of the generated code that calls the handler, and of its interceptor. */
  readonly generatedLine: number;
}

function handlerFrames(place: HandlerPlace): readonly Frame[] {
  const { service, type, method } = place;
  const generated = `${sourceRoot}services/${service}/proto`;
  const handler = `${generated}._${type}_${method}_Handler`;
  const interceptor = `${vendored}github.com/grpc-ecosystem/grpc-opentracing/go/otgrpc`;
  const grpc = `${vendored}google.golang.org/grpc`;
  return [
    {
      call: `${sourceRoot}services/${service}.(*Server).${method}(0xeee2d73e5f0, {0xb052b8, 0xeee2d6d77a0}, 0xeee2d6dc540)`,
      at: `${sourceRoot}services/${service}/server.go:${place.line} +0x456`,
    },
    {
      call: `${handler}.func1({0xb052b8?, 0xeee2d6d77a0?}, {0xa686a0?, 0xeee2d6dc540?})`,
      at: `${generated}/${service}.pb.go:${place.generatedLine} +0xcb`,
    },
    {
      call: `${interceptor}.OpenTracingServerInterceptor.func1({0xb052b8, 0xeee2d878a20}, {0xa686a0, 0xeee2d6dc540}, 0xeee2d6d0260, 0xeee2d674888)`,
      at: `${interceptor}/server.go:61 +0x3fc`,
    },
    {
      call: `${handler}({0xa1e740, 0xeee2d73e5f0}, {0xb052b8, 0xeee2d878a20}, 0xeee2d6d32d0, 0xeee2d82a8a0)`,
      at: `${generated}/${service}.pb.go:${place.generatedLine + 2} +0x143`,
    },
    {
      call: `${grpc}.(*Server).processUnaryRPC(0xeee2d73c420, {0xb0b760, 0xeee2d8a4000}, 0xeee2d874780, 0xeee2d825770, 0x1003220, 0x0)`,
      at: `${grpc}/server.go:920 +0xcfb`,
    },
    {
      call: `${grpc}.(*Server).handleStream(0xeee2d73c420, {0xb0b760, 0xeee2d8a4000}, 0xeee2d874780, 0x0)`,
      at: `${grpc}/server.go:1142 +0xd4e`,
    },
    { call: `${grpc}.(*Server).serveStreams.func1.1()`, at: `${grpc}/server.go:637 +0x87` },
    { call: `created by ${grpc}.(*Server).serveStreams.func1 in goroutine 52`, at: `${grpc}/server.go:635 +0xc5` },
  ];
}

function panicText(message: string, goroutine: number, frames: readonly Frame[]): LogLine {
  const trace = frames.flatMap(({ call, at }) => [call, `\t${at}`]);
  const text = [`panic: ${message}`, "", `goroutine ${goroutine} [running]:`, ...trace].join("\n");
  return { stream: "stderr", severity: "fatal", text };
}

/** A panic of the main goroutine while the database is set up. */
export function startupPanic(service: string, sourceLine: number, callerLine: number): OnError {
  const source = `cmd/${service}/db.go:${sourceLine}`;
  return {
    log: [
      consoleLine("PNC", source, "{error}"),
      panicText("{error}", 1, [
        ...messageFrames,
        { call: "main.initializeDatabase({0x3ef0ddea2b8?, 0x3ef0debad50?})", at: `${sourceRoot}${source} +0x8e` },
        { call: "main.main()", at: `${sourceRoot}cmd/${service}/main.go:${callerLine} +0x828` },
      ]),
    ],
    // Go's exit status after a panic
    next: { kind: "exit", exitCode: 2 },
  };
}

/** A panic of the goroutine that serves a request: it takes the whole process down. */
export function handlerPanic(place: HandlerPlace, message: string): OnError {
  return {
    log: [
      consoleLine("PNC", `services/${place.service}/server.go:${place.line}`, message),
      panicText(message, 34, [...formattedMessageFrames, ...handlerFrames(place)]),
    ],
    next: { kind: "exit", exitCode: 2 },
  };
}

/** `log.Fatal`: one line, no trace, exit status 1. */
export function fatal(source: string, message: string): OnError {
  return { log: [consoleLine("FTL", source, message)], next: { kind: "exit", exitCode: 1 } };
}

/** A bare `panic(err)` of the main goroutine. */
export function barePanic(frames: readonly Frame[]): OnError {
  return { log: [panicText("{error}", 1, frames)], next: { kind: "exit", exitCode: 2 } };
}
