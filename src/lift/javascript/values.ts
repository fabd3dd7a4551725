import type { Ndarray } from "../numpy/array.ts";
import type { Expression, Parameter, Statement } from "../python/syntax.ts";
import { PyClass, PyFunction, PyModule, type PyValue, type Scope } from "../python/values.ts";

/**
 * JavaScript's values. What holds values is the same in both languages: the checker walks through lists, objects, maps
 * and closures without knowing whose they are. What is done with them is JavaScript's own.
 */
export {
  BoundMethod,
  Link,
  Property,
  PyDict as MapValue,
  PyInstance as ObjectValue,
  PyIterator as IteratorValue,
  PyList as ArrayValue,
  PyModule as Namespace,
  PySet as SetValue,
  type PyValue as Value,
  Scope,
} from "../python/values.ts";

type Value = PyValue;

/** A number, with the node that computes it where it is recorded. */
export type Numeric = number | Ndarray;

/** `undefined`. */
export const absent = new (class Undefined {
  readonly text = "undefined";
})();

/** A function of the language itself. */
export class Native {
  constructor(
    readonly name: string,
    readonly call: (self: Value, args: readonly Value[]) => Value,
    readonly members?: ReadonlyMap<string, Value>,
  ) {}
}

export interface FunctionKind {
  /** Its `this` is that of where it stands. */
  readonly isArrow?: boolean | undefined;
  readonly isGenerator?: boolean | undefined;
  readonly isAsync?: boolean | undefined;
}

export class FunctionValue extends PyFunction {
  /** The class that `new` makes objects of, once it has been asked for. */
  made: ClassValue | undefined;

  constructor(
    name: string,
    parameters: readonly Parameter[],
    override readonly body: readonly Statement[],
    scope: Scope,
    owner: PyClass | undefined,
    readonly kind: FunctionKind,
    readonly isStatic = false,
  ) {
    super(name, parameters, noDefaults, body, scope, owner);
  }

  override within(scope: Scope): FunctionValue {
    const { name, parameters, body, owner, kind, isStatic } = this;
    const copy = new FunctionValue(name, parameters, body, scope, owner, kind, isStatic);
    copy.made = this.made;
    for (const [key, value] of this.attributes) copy.attributes.set(key, value);
    return copy;
  }
}

const noDefaults: ReadonlyMap<string, Value> = new Map();

/** A field that every object of a class begins with. */
export interface Field {
  readonly key: string;
  readonly value: Expression | undefined;
}

/** A class: its members are those of its objects, its statics stand among them under names that no program can write. */
export class ClassValue extends PyClass {
  fields: readonly Field[] = [];
  /** Where the fields' values are computed. */
  scope: Scope | undefined;
  /** What calling a class of the language without `new` gives: `String(1)`. */
  convert: ((args: readonly Value[]) => Value) | undefined;
  /** The plain function that is used as a class. */
  from: FunctionValue | undefined;

  constructor(
    name: string,
    bases: readonly ClassValue[],
    /** How `new` makes the values of a class of the language itself. */
    readonly make?: (args: readonly Value[], type: ClassValue) => Value,
  ) {
    super(name, bases);
  }
}

export const staticKey = (name: string): string => `static ${name}`;

/** What a file exports, under the names that others know: `import * as file`. */
export class FileNamespace extends PyModule {
  constructor(
    name: string,
    /** All names of the file. */
    scope: Scope,
    readonly exported: (name: string) => Value | undefined,
    readonly exports: () => readonly string[],
  ) {
    super(name, scope.names);
  }
}

/** `F.prototype`: the members of the objects of a class. */
export class Prototype {
  constructor(readonly of: ClassValue) {}
}

/** A promise that is settled already: a program without a world outside waits for nothing. */
export class Settled {
  constructor(
    readonly value: Value,
    readonly isRejected = false,
  ) {}
}

/** `super` in a method. */
export class SuperValue {
  constructor(
    readonly self: Value,
    readonly after: ClassValue | undefined,
    readonly isStatic: boolean,
  ) {}
}

/** What a program imports from where nothing is known: it can be passed on, but not used. */
export class Unknown {
  constructor(readonly name: string) {}
}

/** What lies around a program: a page, a canvas, a terminal. It takes everything, and what it gives is of its kind. */
export class Outside extends Unknown {}

/** `window`, `globalThis`: the whole program's names as properties. */
export class GlobalObject {
  constructor(readonly name: string) {}
}

/** A text between slashes. */
export class Pattern {
  constructor(readonly pattern: RegExp) {}
}
