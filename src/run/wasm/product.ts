import type { Code, Local } from "./code.ts";
import type { ModuleWriter } from "./module.ts";
import { type Access, from, rows, type Split, startOf, to } from "./nest.ts";
import { constant, isKnown, known, type Size, times } from "./size.ts";
import type { Target } from "./vectors.ts";

/** A matrix in memory; one of its two strides is usually 1. */
export interface Matrix {
  readonly access: Access;
  /** The step between neighbours in a row (along the inner axis for the left operand). */
  readonly across: Size;
  readonly down: Size;
}

/** C = A B, with C row-major; A and B are read where they lie, transposed or not, or from packed copies. */
export interface ProductKernel {
  readonly m: Size;
  readonly k: Size;
  readonly n: Size;
  readonly a: Matrix;
  readonly b: Matrix;
  readonly c: Access;
  /** Where packed copies go; missing where the operand is read in place. */
  readonly packedA?: number;
  readonly packedB?: number;
  readonly byColumns: boolean;
}

/** How many rows of C are computed at once, in registers; each with two vectors of columns. */
export const blockRows = (relaxed: boolean): number => (relaxed ? 6 : 4);
export const blockColumns = (lanes: number): number => 2 * lanes;
/** So much of the inner axis is multiplied at a time: a block of B then stays in the nearest cache. */
const innerBlock = 384;
/** So many blocks of rows are finished together, so that a block of A stays in the second cache. */
const rowBlocks = 16;

/** A step through memory that is the same for every batch, in bytes. */
interface Steps {
  readonly a: { readonly row: number; readonly inner: number };
  readonly b: { readonly inner: number };
}

/** The part of a product that is the same for all of one layout: a block of C in registers. */
export class Products {
  readonly #micro = new Map<string, number>();

  constructor(
    readonly module: ModuleWriter,
    readonly target: Target,
    /** The address of a block for each thread's edges, and the global that says which thread this is. */
    readonly scratch: number,
    readonly thread: number,
  ) {}

  get #rows(): number {
    return blockRows(this.target.relaxed);
  }
  get #columns(): number {
    return blockColumns(this.target.precision.lanes);
  }

  /** Packs the rows of A (or the columns of B) in blocks, each block's numbers in the order in which they are read. */
  emitPack(code: Code, matrix: Matrix, side: "a" | "b", into: number, outer: Size, inner: Size): Split {
    const { bytes, load, store } = this.target.precision;
    const width = side === "a" ? this.#rows : this.#columns;
    const [alongOuter, alongInner] =
      side === "a" ? [matrix.down, matrix.across] : [matrix.across, matrix.down];
    const start = startOf(code, matrix.access, bytes);
    const [block, k, end, source, target] = [0, 1, 2, 3, 4].map(() => code.local("i32")) as Local[];
    const copyWide = isKnown(alongOuter, 1) && side === "b";
    code.get(from).set(block!);
    code.count(block!, to, 1, () => {
      code
        .get(block!)
        .size(times(inner, constant(width)), rows, bytes)
        .op("i32.mul")
        .i32(into)
        .op("i32.add");
      code.set(target!);
      code
        .get(start)
        .get(block!)
        .size(times(alongOuter, constant(width)), rows, bytes)
        .op("i32.mul");
      code.op("i32.add").set(source!);
      code.i32(0).set(k!).size(inner, rows).set(end!);
      // what lies beyond the edge is packed too: it is read, never kept
      code.count(k!, end!, 1, () => {
        if (copyWide) {
          for (let at = 0; at < 2; at++)
            code
              .get(target!)
              .get(source!)
              .memory("v128.load", at * 16)
              .memory("v128.store", at * 16);
        } else {
          for (let at = 0; at < width; at++) {
            code
              .get(target!)
              .get(source!)
              .size(times(alongOuter, constant(at)), rows, bytes)
              .op("i32.add");
            code.memory(load).memory(store, at * bytes);
          }
        }
        code.get(source!).size(alongInner, rows, bytes).op("i32.add").set(source!);
        code
          .get(target!)
          .i32(width * bytes)
          .op("i32.add")
          .set(target!);
      });
    });
    return { size: outer, per: width, grain: 1 };
  }

  /**
   * Writes the loops over blocks and says how they may be split. `tail` is a kernel for what happens to finished rows
   * while they are near.
   */
  emit(code: Code, kernel: ProductKernel, tail?: number): Split {
    new ProductLoops(code, this.target, kernel, (steps) => this.#microKernel(steps), {
      rows: this.#rows,
      columns: this.#columns,
      scratch: this.scratch,
      thread: this.thread,
      ...(tail !== undefined && { tail }),
    }).emit();
    return kernel.byColumns
      ? { size: kernel.n, per: this.#columns, grain: 1 }
      : { size: kernel.m, per: this.#rows, grain: 1 };
  }

  /** (a, b, c, bytes between rows of c, inner length, whether to add to what is in c) */
  #microKernel(steps: Steps): number {
    const key = JSON.stringify(steps);
    const known = this.#micro.get(key);
    if (known !== undefined) return known;
    const index = this.module.function(["i32", "i32", "i32", "i32", "i32", "i32"], (code) =>
      emitBlock(code, this.target, steps, this.#rows),
    );
    this.#micro.set(key, index);
    return index;
  }
}

/** One block of C: rows × two vectors of sums, kept in registers while the inner axis is walked. */
function emitBlock(code: Code, target: Target, { a, b }: Steps, height: number): void {
  const { precision, relaxed } = target;
  const [pointA, pointB, pointC, stepC, inner, adds] = [0, 1, 2, 3, 4, 5] as Local[];
  const sums = Array.from({ length: height * 2 }, () => code.local("v128"));
  const [left, right, factor] = [code.local("v128"), code.local("v128"), code.local("v128")];
  const step = (at: number): void => {
    code
      .get(pointB!)
      .memory("v128.load", at * b.inner)
      .set(left);
    code
      .get(pointB!)
      .memory("v128.load", at * b.inner + 16)
      .set(right);
    for (let row = 0; row < height; row++) {
      code
        .get(pointA!)
        .memory(precision.loadSplat, row * a.row + at * a.inner)
        .set(factor);
      for (const [side, column] of [left, right].entries()) {
        const sum = sums[row * 2 + side]!;
        if (relaxed) code.get(factor).get(column).get(sum).op(precision.vector("relaxed_madd")).set(sum);
        else
          code
            .get(sum)
            .get(factor)
            .get(column)
            .op(precision.vector("mul"))
            .op(precision.vector("add"))
            .set(sum);
      }
    }
  };
  const advance = (by: number): void => {
    code
      .get(pointA!)
      .i32(by * a.inner)
      .op("i32.add")
      .set(pointA!);
    code
      .get(pointB!)
      .i32(by * b.inner)
      .op("i32.add")
      .set(pointB!);
    code.get(inner!).i32(by).op("i32.sub").set(inner!);
  };
  code.while(
    () => code.get(inner!).i32(2).op("i32.ge_s"),
    () => {
      step(0);
      step(1);
      advance(2);
    },
  );
  code.get(inner!).if(() => step(0));
  code.get(adds!).if(
    () => store(true),
    () => store(false),
  );

  function store(adding: boolean): void {
    const place = code.local("i32");
    code.get(pointC!).set(place);
    for (let row = 0; row < height; row++) {
      for (let side = 0; side < 2; side++) {
        code.get(place).get(sums[row * 2 + side]!);
        if (adding)
          code
            .get(place)
            .memory("v128.load", side * 16)
            .op(precision.vector("add"));
        code.memory("v128.store", side * 16);
      }
      code.get(place).get(stepC!).op("i32.add").set(place);
    }
  }
}

function stepsOf(kernel: ProductKernel, target: Target, height: number, width: number): Steps {
  const { a, b, packedA, packedB } = kernel;
  const { bytes } = target.precision;
  return {
    a:
      packedA === undefined
        ? { row: known(a.down)! * bytes, inner: known(a.across)! * bytes }
        : { row: bytes, inner: height * bytes },
    b: { inner: packedB === undefined ? known(b.down)! * bytes : width * bytes },
  };
}

interface Blocks {
  readonly rows: number;
  readonly columns: number;
  readonly scratch: number;
  readonly thread: number;
  readonly tail?: number;
}

/** The loops around the block: blocks of rows, of the inner axis, of columns, of rows again. */
class ProductLoops {
  readonly #bytes: number;

  constructor(
    readonly code: Code,
    readonly target: Target,
    readonly kernel: ProductKernel,
    readonly micro: (steps: Steps) => number,
    readonly blocks: Blocks,
  ) {
    this.#bytes = target.precision.bytes;
  }

  #steps(): Steps {
    return stepsOf(this.kernel, this.target, this.blocks.rows, this.blocks.columns);
  }

  emit(): void {
    const { code, kernel, blocks } = this;
    const [m, k, n] = [kernel.m, kernel.k, kernel.n].map((size) => this.#value(size)) as [
      Local,
      Local,
      Local,
    ];
    const rowStep = this.#value(kernel.n, this.#bytes);
    const startA =
      kernel.packedA === undefined
        ? startOf(code, kernel.a.access, this.#bytes)
        : this.#number(kernel.packedA);
    const startB =
      kernel.packedB === undefined
        ? startOf(code, kernel.b.access, this.#bytes)
        : this.#number(kernel.packedB);
    const startC = startOf(code, kernel.c, this.#bytes);
    // from and to count blocks of rows, or of columns; the other side is walked whole
    const whole = this.#blocksOf(kernel.byColumns ? m : n, kernel.byColumns ? blocks.rows : blocks.columns);
    const zero = this.#number(0);
    const [rowFrom, rowTo, columnFrom, columnTo] = kernel.byColumns
      ? [zero, whole, from, to]
      : [from, to, zero, whole];
    const [group, groupEnd, limit] = [0, 1, 2].map(() => code.local("i32")) as [Local, Local, Local];
    code.get(rowFrom).set(group);
    code.count(group, rowTo, rowBlocks, () => {
      code.get(group).i32(rowBlocks).op("i32.add").set(limit);
      code.smaller(limit, rowTo).set(groupEnd);
      this.#inner({ m, k, n, rowStep, startA, startB, startC, group, groupEnd, columnFrom, columnTo });
      if (blocks.tail === undefined) return;
      const [first, last] = [code.local("i32"), code.local("i32")];
      code.get(group).i32(blocks.rows).op("i32.mul").set(first);
      code.get(groupEnd).i32(blocks.rows).op("i32.mul").set(last);
      code.get(rows).get(first).smaller(last, m).call(blocks.tail);
    });
  }

  #inner(
    at: Record<
      | "m"
      | "k"
      | "n"
      | "rowStep"
      | "startA"
      | "startB"
      | "startC"
      | "group"
      | "groupEnd"
      | "columnFrom"
      | "columnTo",
      Local
    >,
  ): void {
    const { code } = this;
    const [begin, length, column, row] = [0, 1, 2, 3].map(() => code.local("i32")) as [
      Local,
      Local,
      Local,
      Local,
    ];
    const block = this.#number(innerBlock);
    const left = code.local("i32");
    code.i32(0).set(begin);
    code.count(begin, at.k, innerBlock, () => {
      code.get(at.k).get(begin).op("i32.sub").set(left);
      code.smaller(left, block).set(length);
      code.get(at.columnFrom).set(column);
      code.count(column, at.columnTo, 1, () => {
        const placeB = code.local("i32");
        this.#placeB(at.startB, column, begin).set(placeB);
        code.get(at.group).set(row);
        code.count(row, at.groupEnd, 1, () => this.#block(at, { begin, length, column, row, placeB }));
      });
    });
  }

  /** One block: straight into C, or at an edge through the scratch block. */
  #block(
    at: Record<"m" | "n" | "rowStep" | "startA" | "startC", Local>,
    { begin, length, column, row, placeB }: Record<"begin" | "length" | "column" | "row" | "placeB", Local>,
  ): void {
    const { code, blocks } = this;
    const micro = this.micro(this.#steps());
    const bytes = this.#bytes;
    const [place, height, width] = [code.local("i32"), code.local("i32"), code.local("i32")];
    code.get(at.startC).get(row).i32(blocks.rows).op("i32.mul").get(at.rowStep).op("i32.mul").op("i32.add");
    code
      .get(column)
      .i32(blocks.columns * bytes)
      .op("i32.mul")
      .op("i32.add")
      .set(place);
    code.get(at.m).get(row).i32(blocks.rows).op("i32.mul").op("i32.sub").set(height);
    code.get(at.n).get(column).i32(blocks.columns).op("i32.mul").op("i32.sub").set(width);
    const operands = (): Code => this.#placeA(at.startA, row, begin).get(placeB);
    code
      .get(height)
      .i32(blocks.rows)
      .op("i32.lt_s")
      .get(width)
      .i32(blocks.columns)
      .op("i32.lt_s")
      .op("i32.add");
    code.if(
      () => {
        const scratch = code.local("i32");
        const size = blocks.rows * blocks.columns * bytes;
        code.global(blocks.thread).i32(size).op("i32.mul").i32(blocks.scratch).op("i32.add").set(scratch);
        operands()
          .get(scratch)
          .i32(blocks.columns * bytes)
          .get(length)
          .i32(0)
          .call(micro);
        this.#copyEdge({ scratch, place, height, width, rowStep: at.rowStep, begin });
      },
      () => operands().get(place).get(at.rowStep).get(length).get(begin).call(micro),
    );
  }

  #copyEdge(at: Record<"scratch" | "place" | "height" | "width" | "rowStep" | "begin", Local>): void {
    const { code, blocks } = this;
    const { load, store, number } = this.target.precision;
    const bytes = this.#bytes;
    const [i, j, rowEnd, columnEnd, to] = [0, 1, 2, 3, 4].map(() => code.local("i32")) as Local[];
    const smaller = (value: Local, most: number, into: Local): void => {
      const bound = this.#number(most);
      code.smaller(value, bound).set(into);
    };
    smaller(at.height, blocks.rows, rowEnd!);
    smaller(at.width, blocks.columns, columnEnd!);
    code.i32(0).set(i!);
    code.count(i!, rowEnd!, 1, () => {
      code.i32(0).set(j!);
      code.count(j!, columnEnd!, 1, () => {
        code.get(at.place).get(j!).i32(bytes).op("i32.mul").op("i32.add").tee(to!);
        const read = (): void => {
          code.get(at.scratch).get(j!).i32(bytes).op("i32.mul").op("i32.add").memory(load);
        };
        read();
        const value = code.local(this.target.precision.type);
        code.set(value);
        code.get(at.begin).if(() => void code.get(value).get(to!).memory(load).op(number("add")).set(value));
        code.get(value).memory(store);
      });
      code.get(at.place).get(at.rowStep).op("i32.add").set(at.place);
      code
        .get(at.scratch)
        .i32(blocks.columns * bytes)
        .op("i32.add")
        .set(at.scratch);
    });
  }

  #placeA(start: Local, row: Local, begin: Local): Code {
    const { a, k, packedA } = this.kernel;
    const { code, blocks } = this;
    const bytes = this.#bytes;
    code.get(start).get(row);
    const perBlock =
      packedA === undefined ? times(a.down, constant(blocks.rows)) : times(k, constant(blocks.rows));
    code.size(perBlock, rows, bytes).op("i32.mul").op("i32.add").get(begin);
    return code.i32(this.#steps().a.inner).op("i32.mul").op("i32.add");
  }

  #placeB(start: Local, column: Local, begin: Local): Code {
    const { b, k, packedB } = this.kernel;
    const { code, blocks } = this;
    const bytes = this.#bytes;
    code.get(start).get(column);
    const perBlock =
      packedB === undefined ? times(b.across, constant(blocks.columns)) : times(k, constant(blocks.columns));
    code.size(perBlock, rows, bytes).op("i32.mul").op("i32.add").get(begin);
    return code.i32(this.#steps().b.inner).op("i32.mul").op("i32.add");
  }

  #value(size: Size, scale = 1): Local {
    const local = this.code.local("i32");
    this.code.size(size, rows, scale).set(local);
    return local;
  }

  #number(value: number): Local {
    const local = this.code.local("i32");
    this.code.first(() => this.code.i32(value).set(local));
    return local;
  }

  #blocksOf(size: Local, width: number): Local {
    const local = this.code.local("i32");
    this.code
      .get(size)
      .i32(width - 1)
      .op("i32.add")
      .i32(width)
      .op("i32.div_u")
      .set(local);
    return local;
  }
}
