/** What nets ask of ml-matrix. */
export const mlMatrix = `
class Matrix {
  constructor(rows, columns) {
    if (rows instanceof Matrix) this.data = rows.data.map((row) => [...row]);
    else if (Array.isArray(rows)) this.data = rows.map((row) => [...row]);
    else this.data = Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
  }
  get rows() { return this.data.length; }
  get columns() { return this.data.length > 0 ? this.data[0].length : 0; }
  get size() { return this.rows * this.columns; }
  static #made(rows, columns, f) { const made = new Matrix(rows, columns); for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) made.data[i][j] = f(i, j); return made; }
  static zeros(rows, columns) { return new Matrix(rows, columns); }
  static ones(rows, columns) { return Matrix.#made(rows, columns, () => 1); }
  static rand(rows, columns) { return Matrix.#made(rows, columns, () => Math.random()); }
  static random(rows, columns) { return Matrix.rand(rows, columns); }
  static eye(rows, columns = rows) { return Matrix.#made(rows, columns, (i, j) => (i === j ? 1 : 0)); }
  static identity(rows, columns = rows) { return Matrix.eye(rows, columns); }
  static columnVector(list) { return new Matrix(list.map((one) => [one])); }
  static rowVector(list) { return new Matrix([list]); }
  static from1DArray(rows, columns, list) { return Matrix.#made(rows, columns, (i, j) => list[i * columns + j]); }
  static checkMatrix(x) { return x instanceof Matrix ? x : new Matrix(x); }
  static isMatrix(x) { return x instanceof Matrix; }
  static add(a, b) { return Matrix.checkMatrix(a).clone().add(b); }
  static sub(a, b) { return Matrix.checkMatrix(a).clone().sub(b); }
  static subtract(a, b) { return Matrix.sub(a, b); }
  static mul(a, b) { return Matrix.checkMatrix(a).clone().mul(b); }
  static multiply(a, b) { return Matrix.mul(a, b); }
  static div(a, b) { return Matrix.checkMatrix(a).clone().div(b); }
  static exp(a) { return a.clone().exp(); }
  static log(a) { return a.clone().log(); }
  static pow(a, n) { return a.clone().pow(n); }
  static sqrt(a) { return a.clone().sqrt(); }
  get(i, j) { return this.data[i][j]; }
  set(i, j, x) { this.data[i][j] = x; return this; }
  clone() { return new Matrix(this.data); }
  to2DArray() { return this.data.map((row) => [...row]); }
  to1DArray() { return this.data.flat(); }
  toJSON() { return this.to2DArray(); }
  getRow(i) { return [...this.data[i]]; }
  getColumn(j) { return this.data.map((row) => row[j]); }
  getRowVector(i) { return Matrix.rowVector(this.getRow(i)); }
  getColumnVector(j) { return Matrix.columnVector(this.getColumn(j)); }
  setRow(i, list) { this.data[i] = Array.isArray(list) ? [...list] : list.to1DArray(); return this; }
  setColumn(j, list) { const all = Array.isArray(list) ? list : list.to1DArray(); all.forEach((x, i) => { this.data[i][j] = x; }); return this; }
  apply(f) { for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.columns; j++) f.call(this, i, j); return this; }
  #each(f) { for (let i = 0; i < this.rows; i++) for (let j = 0; j < this.columns; j++) this.data[i][j] = f(this.data[i][j], i, j); return this; }
  #with(other, f) { if (typeof other === "number") return this.#each((x) => f(x, other)); const all = Matrix.checkMatrix(other); if (all.rows !== this.rows || all.columns !== this.columns) throw new RangeError("Matrices dimensions must be equal"); return this.#each((x, i, j) => f(x, all.data[i][j])); }
  add(other) { return this.#with(other, (x, y) => x + y); }
  sub(other) { return this.#with(other, (x, y) => x - y); }
  subtract(other) { return this.sub(other); }
  mul(other) { return this.#with(other, (x, y) => x * y); }
  multiply(other) { return this.mul(other); }
  div(other) { return this.#with(other, (x, y) => x / y); }
  divide(other) { return this.div(other); }
  mulS(x) { return this.mul(x); } divS(x) { return this.div(x); } addS(x) { return this.add(x); } subS(x) { return this.sub(x); }
  neg() { return this.mul(-1); }
  exp() { return this.#each(Math.exp); } log() { return this.#each(Math.log); } sqrt() { return this.#each(Math.sqrt); }
  abs() { return this.#each(Math.abs); } tanh() { return this.#each(Math.tanh); } pow(n) { return this.#each((x) => x ** n); }
  mmul(other) { const all = Matrix.checkMatrix(other); return Matrix.#made(this.rows, all.columns, (i, j) => this.data[i].reduce((sum, x, k) => sum + x * all.data[k][j], 0)); }
  dot(other) { const list = other instanceof Matrix ? other.to1DArray() : other; return this.to1DArray().reduce((sum, x, k) => sum + x * list[k], 0); }
  transpose() { return Matrix.#made(this.columns, this.rows, (i, j) => this.data[j][i]); }
  addRowVector(v) { const list = Array.isArray(v) ? v : v.to1DArray(); return this.#each((x, _i, j) => x + list[j]); }
  addColumnVector(v) { const list = Array.isArray(v) ? v : v.to1DArray(); return this.#each((x, i) => x + list[i]); }
  subRowVector(v) { const list = Array.isArray(v) ? v : v.to1DArray(); return this.#each((x, _i, j) => x - list[j]); }
  subColumnVector(v) { const list = Array.isArray(v) ? v : v.to1DArray(); return this.#each((x, i) => x - list[i]); }
  divColumnVector(v) { const list = Array.isArray(v) ? v : v.to1DArray(); return this.#each((x, i) => x / list[i]); }
  mulColumnVector(v) { const list = Array.isArray(v) ? v : v.to1DArray(); return this.#each((x, i) => x * list[i]); }
  sum(by) { if (by === "row") return this.data.map((row) => row.reduce((a, b) => a + b, 0)); if (by === "column") return this.transpose().sum("row"); return this.to1DArray().reduce((a, b) => a + b, 0); }
  mean(by) { if (by === "row") return this.sum("row").map((x) => x / this.columns); if (by === "column") return this.sum("column").map((x) => x / this.rows); return this.sum() / this.size; }
  max() { return Math.max(...this.to1DArray()); }
  min() { return Math.min(...this.to1DArray()); }
  norm() { return Math.sqrt(this.dot(this)); }
  subMatrix(a, b, c, d) { return new Matrix(this.data.slice(a, b + 1).map((row) => row.slice(c, d + 1))); }
}
module.exports = { Matrix, default: Matrix };
`;
