import type { Op } from "../../graph/op.ts";
import type { Code, Local } from "./code.ts";
import type { PlainName } from "./instructions.ts";
import type { Precision, VectorName } from "./precision.ts";

/** What the kernels of one module share. */
export interface Target {
  readonly precision: Precision;
  /** Whether a × b + c is one instruction, rounded once where the machine can. */
  readonly relaxed: boolean;
  /** The imported function that computes an operation on float64 numbers. */
  readonly scalar: (op: Op) => number;
}

/** Arithmetic on vectors: each result is a local of its own, as in static single assignment. */
export class Vectors {
  readonly #constants = new Map<string, Local>();

  constructor(
    readonly code: Code,
    readonly target: Target,
  ) {}

  #constant(key: string, write: (into: Code) => void): Local {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const local = this.code.local("v128");
    this.#constants.set(key, local);
    this.code.first(() => {
      write(this.code);
      this.code.set(local);
    });
    return local;
  }

  /** One number in every lane. */
  number(value: number): Local {
    const { bytes, splat } = this.target.precision;
    return this.#constant(Object.is(value, -0) ? "-0" : String(value), (into) =>
      into.float(value, bytes).op(splat),
    );
  }

  /** One integer of 32 bits in every lane. */
  integer(value: number): Local {
    return this.#constant(`i${value}`, (into) => into.i32(value).op("i32x4.splat"));
  }

  plain(name: PlainName, ...operands: readonly Local[]): Local {
    for (const operand of operands) this.code.get(operand);
    const result = this.code.local("v128");
    this.code.op(name).set(result);
    return result;
  }

  apply(name: VectorName, ...operands: readonly Local[]): Local {
    return this.plain(this.target.precision.vector(name), ...operands);
  }

  add = (a: Local, b: Local): Local => this.apply("add", a, b);
  subtract = (a: Local, b: Local): Local => this.apply("sub", a, b);
  multiply = (a: Local, b: Local): Local => this.apply("mul", a, b);
  divide = (a: Local, b: Local): Local => this.apply("div", a, b);

  /** a × b + c */
  fused(a: Local, b: Local, c: Local): Local {
    return this.target.relaxed ? this.apply("relaxed_madd", a, b, c) : this.add(this.multiply(a, b), c);
  }

  /** The polynomial with these coefficients, the highest first. */
  polynomial(x: Local, coefficients: readonly number[]): Local {
    const [first, ...rest] = coefficients;
    return rest.reduce((sum, one) => this.fused(sum, x, this.number(one)), this.number(first!));
  }

  /** a where the mask is set, else b. */
  choose(mask: Local, a: Local, b: Local): Local {
    return this.plain("v128.bitselect", a, b, mask);
  }

  /** 1 where the mask is set, else 0. */
  truth(mask: Local): Local {
    return this.plain("v128.and", mask, this.number(1));
  }

  /** Lane by lane through the host's function. */
  scalar(op: Op, operands: readonly Local[], lanes: number): Local {
    const { precision, scalar } = this.target;
    const result = this.code.local("v128");
    this.code.get(operands[0]!).set(result);
    for (let lane = 0; lane < lanes; lane++) {
      this.code.get(result);
      for (const operand of operands) {
        this.code.get(operand).lane(precision.extract, lane);
        if (precision.bytes === 4) this.code.op("f64.promote_f32");
      }
      this.code.call(scalar(op));
      if (precision.bytes === 4) this.code.op("f32.demote_f64");
      this.code.lane(precision.replace, lane).set(result);
    }
    return result;
  }
}
