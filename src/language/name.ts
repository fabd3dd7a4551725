const accents: Readonly<Record<string, string>> = {
  "\u0302": "_hat",
  "\u0304": "_bar",
  "\u0305": "_bar",
  "\u0303": "_tilde",
  "\u0307": "_dot",
};

/** Greek letters and the names by which programs call them. */
export const greek: Readonly<Record<string, string>> = {
  α: "alpha",
  β: "beta",
  γ: "gamma",
  δ: "delta",
  ε: "epsilon",
  ϵ: "epsilon",
  ζ: "zeta",
  η: "eta",
  θ: "theta",
  ϑ: "theta",
  ι: "iota",
  κ: "kappa",
  λ: "lambda",
  μ: "mu",
  ν: "nu",
  ξ: "xi",
  π: "pi",
  ρ: "rho",
  σ: "sigma",
  ς: "sigma",
  τ: "tau",
  υ: "upsilon",
  φ: "phi",
  ϕ: "phi",
  χ: "chi",
  ψ: "psi",
  ω: "omega",
  Γ: "Gamma",
  Δ: "Delta",
  Θ: "Theta",
  Λ: "Lambda",
  Ξ: "Xi",
  Π: "Pi",
  Σ: "Sigma",
  Φ: "Phi",
  Ψ: "Psi",
  Ω: "Omega",
};

/** The one name of all spellings: `ŷ` is `y_hat`, `θ₁` is `theta1`, `w₁` is `w1`. */
export function canonicalName(text: string): string {
  if (/^\w+$/.test(text)) return text;
  let name = "";
  for (const letter of text.normalize("NFD")) {
    const code = letter.codePointAt(0)!;
    if (code >= 0x2080 && code <= 0x2089) name += String(code - 0x2080);
    else name += accents[letter] ?? greek[letter] ?? letter;
  }
  return name.normalize("NFC");
}
