import type { Code, Local } from "./code.ts";
import { from, rows, startOf, to } from "./nest.ts";
import { groupOf, innerBlock, type Steps } from "./product-block.ts";
import type { ProductKernel } from "./product-kernel.ts";
import { constant, known, type Size, sizeAt, times } from "./size.ts";
import type { Target } from "./vectors.ts";

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

export interface Blocks {
  readonly rows: number;
  readonly columns: number;
  readonly scratch: number;
  readonly thread: number;
  /** The most rows of a batch. */
  readonly most: number;
  readonly tail?: number;
}

/** The loops around the block: blocks of rows, of the inner axis, of columns, of rows again. */
export class ProductLoops {
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
    const count = groupOf(blocks.rows, this.#bytes, {
      k: sizeAt(kernel.k, blocks.most),
      n: sizeAt(kernel.n, blocks.most),
      hasTail: blocks.tail !== undefined,
    });
    code.count(group, rowTo, count, () => {
      code.get(group).i32(count).op("i32.add").set(limit);
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
