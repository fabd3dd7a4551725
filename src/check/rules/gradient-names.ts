/** The last part of a path or target: `params["b1"]` and `self.b1` are b1, `biases[0]` is biases. */
export const plainName = (path: string): string =>
  path
    .replace(/\["([^"\]]+)"\]$/, ".$1")
    .replace(/\[[^\]]*\]/g, "")
    .replace(/\.(data|value)$/, "")
    .split(".")
    .pop()!;

/** The index of a list's item at the end of a path. */
const indexOf = (path: string): string => /\[(\d+)\]$/.exec(path)?.[1] ?? "";

const before =
  /^(?:d_?(?:L|E|J|C|loss|cost|error)_?_?d_?|d_?L_?|gradients?_?(?:of_?)?|grads?_?(?:of_?)?|nabla_?|delta_?|deriv(?:ative)?_?|g_|d_?)/i;
const after = /_?(?:gradients?|grads?|deriv(?:ative)?|delta)$/i;
const gradients = /(^|_)(gradients?|grads?|nabla|derivs?)(_|$)/i;

/** Whether a gradient's name says of what it is one: `dL_db1` of `b1`, `self.db` of `self.b`, `grads["W"]` of `params["W"]`. */
export function claims(gradient: string, of: string): boolean {
  const [name, wanted] = [plainName(gradient), plainName(of)];
  if (indexOf(gradient) !== indexOf(of)) return false;
  if (gradients.test(gradient.split(/[.[]/)[0]!) && name === wanted && gradient !== of) return true;
  const bare = [before, after]
    .map((one) => name.replace(one, ""))
    .filter((one) => one !== name && one !== "");
  return bare.some((one) => one === wanted || longer.get(one) === wanted);
}

const longer = new Map([
  ["b", "bias"],
  ["w", "weight"],
  ["W", "weights"],
]);
