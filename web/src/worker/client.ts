import type { Exchanges, Kind, Problem } from "./protocol.ts";

/** One of the page's workers: questions by number, answers as promises. */
class Desk {
  #worker: Worker | undefined;
  #next = 0;
  readonly #waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (failure: Error) => void; tell?: (part: never) => void }
  >();

  constructor(private readonly start: () => Worker) {}

  ask<K extends Kind>(
    request: Exchanges[K][0],
    tell?: (part: Exchanges[K][1]) => void,
  ): Promise<Exchanges[K][1]> {
    this.#worker ??= this.#started();
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, ...(tell && { tell }) });
      this.#worker!.postMessage({ id, request });
    });
  }

  send(request: unknown): void {
    this.#worker?.postMessage({ id: -1, request });
  }

  /** Ends the worker with all that it was asked; the next question starts another. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Ended());
    this.#waiting.clear();
  }

  #started(): Worker {
    const worker = this.start();
    worker.onmessage = ({ data }) => {
      const one = this.#waiting.get(data.id);
      if (!one) return;
      if ("part" in data) return one.tell?.(data.part as never);
      this.#waiting.delete(data.id);
      if ("value" in data) one.resolve(data.value as never);
      else if ("problems" in data) one.reject(new Refused(data.problems));
      else one.reject(new Error(data.failure));
    };
    worker.onerror = (event) => {
      for (const { reject } of this.#waiting.values())
        reject(new Error(event.message || "the worker failed"));
      this.#waiting.clear();
    };
    return worker;
  }
}

/** The question was taken back. */
export class Ended extends Error {}

/** The answer is a mistake of the user's. */
export class Refused extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems[0]?.message ?? "");
  }
}

export const modelDesk = new Desk(
  () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "model" }),
);
export const checkDesk = new Desk(
  () => new Worker(new URL("./check-worker.ts", import.meta.url), { type: "module", name: "check" }),
);
export const documentDesk = new Desk(
  () => new Worker(new URL("./document-worker.ts", import.meta.url), { type: "module", name: "document" }),
);

/** A kind of question of which only the latest matters: while one is answered, the newest waits, and others are dropped. */
export class Lane<K extends Kind> {
  #isBusy = false;
  #waiting: Exchanges[K][0] | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly use: (answer: Exchanges[K][1], asked: Exchanges[K][0]) => void,
    private readonly fail: (failure: Error) => void = () => {},
    /** What needs no asking. */
    private readonly known: (asked: Exchanges[K][0]) => Exchanges[K][1] | undefined = () => undefined,
  ) {}

  ask(request: Exchanges[K][0]): void {
    if (this.#isBusy) {
      this.#waiting = request;
      return;
    }
    void this.#run(request);
  }

  async #run(request: Exchanges[K][0]): Promise<void> {
    this.#isBusy = true;
    try {
      // never at once: whoever asks must not become what depends on the answer
      const answer = await (this.known(request) ?? this.desk.ask<K>(request));
      this.use(answer, request);
    } catch (failure) {
      if (!(failure instanceof Ended)) this.fail(failure as Error);
    }
    this.#isBusy = false;
    const next = this.#waiting;
    this.#waiting = undefined;
    if (next) void this.#run(next);
  }
}
