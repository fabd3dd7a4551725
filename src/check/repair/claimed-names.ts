import { lastPart } from "../parameter.ts";

/** The name in `dloss/dz1`. */
export const nameIn = (text: string): string => plain(text.slice(text.lastIndexOf("/d") + 2));

const plain = (target: string): string => lastPart(target).toLowerCase();

/** The quantities that a gradient's name may speak of: `dZ1` of `Z1`, `grad_h` of `h`, `hidden_delta` of `hidden`. */
export function claimedNames(target: string): string[] {
  const own = plain(target);
  const names = [
    own.replace(/^d_?l_?d_?|^d_l_d_|^de_?d/, ""),
    own.replace(/^d_?/, ""),
    own.replace(/^(grad|gradient|delta|err|error)_/, ""),
    own.replace(/_(grad|gradient|delta)$/, ""),
  ];
  return names.filter((one) => one !== own && one !== "");
}

/** The local derivative that a name speaks of, as claims are written: `dz2/da1` for `dz2_da1`; undefined for other names. */
export function claimedLocal(target: string): string | undefined {
  const local = /^d(.+?)_?d_?([^_].*)$/.exec(plain(target).replace(/^d_/, "d"));
  return local ? `d${local[1]!.replace(/_$/, "")}/d${local[2]}` : undefined;
}
