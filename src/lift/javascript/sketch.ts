import type { Machine } from "./machine.ts";
import { numberOf } from "./texts.ts";
import { ArrayValue, absent, FunctionValue, type Namespace, Native, Outside, type Value } from "./values.ts";

const mathNames = "abs ceil exp floor log max min pow round sqrt sin cos tan asin acos atan atan2".split(" ");
const drawingNames =
  `createCanvas noCanvas resizeCanvas background fill noFill stroke noStroke strokeWeight ellipse circle rect square line
  point triangle quad arc text textSize textAlign textFont textStyle push pop translate rotate scale beginShape endShape
  vertex curveVertex image loadImage createImage createGraphics loadPixels updatePixels pixels colorMode color rectMode
  ellipseMode imageMode angleMode frameRate noLoop loop redraw createP createDiv createSpan createButton createSlider createInput
  createCheckbox createSelect createElement createFileInput select selectAll removeElements smooth noSmooth pixelDensity
  loadJSON loadTable loadStrings loadFont loadBytes saveCanvas save saveJSON print keyCode key keyIsDown cursor noCursor
  red green blue hue saturation brightness lerpColor tint noTint millis clear blendMode textWidth mouseIsPressed`.split(
    /\s+/,
  );
const [width, height] = [400, 400];

/** What p5 gives to a sketch: its arithmetic is real, its drawing goes nowhere. */
export function sketchNames(machine: Machine): Map<string, Value> {
  const number = (value: Value | undefined): number => numberOf(machine, value ?? absent);
  const names = new Map<string, Value>(drawingNames.map((name) => [name, new Outside(name)]));
  const math = machine.builtins.get("Math") as Namespace;
  for (const name of mathNames) names.set(name, math.members.get(name)!);
  const add = (name: string, call: (args: readonly Value[]) => Value): void =>
    void names.set(name, new Native(name, (_, args) => call(args)));
  for (const [name, value] of Object.entries({ PI: Math.PI, TWO_PI: 2 * Math.PI, HALF_PI: Math.PI / 2 }))
    names.set(name, value);
  for (const [name, value] of Object.entries({ width, height, windowWidth: width, windowHeight: height }))
    names.set(name, value);
  for (const name of ["mouseX", "mouseY", "pmouseX", "pmouseY", "frameCount", "deltaTime"])
    names.set(name, 0);
  for (const name of [
    "CENTER",
    "LEFT",
    "RIGHT",
    "RADIUS",
    "CORNER",
    "CLOSE",
    "RGB",
    "HSB",
    "RADIANS",
    "DEGREES",
  ])
    names.set(name, name);
  add("random", ([a, b]) => {
    if (a instanceof ArrayValue) return a.items[Math.floor(machine.random() * a.items.length)] ?? absent;
    const [low, high] = b === undefined ? [0, a === undefined ? 1 : number(a)] : [number(a), number(b)];
    return low + machine.random() * (high - low);
  });
  add("randomGaussian", ([mean, spread]) => {
    const turn = Math.cos(2 * Math.PI * machine.random());
    const one = Math.sqrt(-2 * Math.log(1 - machine.random())) * turn;
    return (mean === undefined ? 0 : number(mean)) + one * (spread === undefined ? 1 : number(spread));
  });
  add("noise", () => machine.random());
  for (const name of ["randomSeed", "noiseSeed"]) add(name, () => absent);
  add("map", ([value, a, b, c, d]) => {
    const share = (number(value) - number(a)) / (number(b) - number(a));
    return number(c) + share * (number(d) - number(c));
  });
  add("norm", ([value, a, b]) => (number(value) - number(a)) / (number(b) - number(a)));
  add("lerp", ([a, b, share]) => number(a) + number(share) * (number(b) - number(a)));
  add("constrain", ([value, low, high]) => Math.min(Math.max(number(value), number(low)), number(high)));
  add("dist", ([a, b, c, d]) => Math.hypot(number(a) - number(c), number(b) - number(d)));
  add("sq", ([value]) => number(value) ** 2);
  add("int", ([value]) => Math.trunc(number(value)));
  add("float", ([value]) => number(value));
  add("nf", ([value, , digits]) => number(value).toFixed(digits === undefined ? 0 : number(digits)));
  add("nfc", ([value, digits]) => number(value).toFixed(digits === undefined ? 0 : number(digits)));
  add("str", ([value]) => String(number(value)));
  add("shuffle", ([list]) => list ?? absent);
  add("createVector", (args) => {
    const vector = machine.construct(machine.builtins.get("Object")!, []);
    for (const [at, name] of ["x", "y", "z"].entries()) machine.set(vector, name, args[at] ?? 0);
    return vector;
  });
  names.set("p5", new Outside("p5"));
  return names;
}

const pressed = ["mousePressed", "mouseClicked", "mouseDragged"];

/** A sketch as a page runs it: set up, clicked at here and there, drawn again and again. */
export function runSketch(machine: Machine): void {
  const own = (name: string): FunctionValue | undefined => {
    const value = machine.globals.names.get(name);
    return value instanceof FunctionValue && value.parameters.every((one) => one.default) ? value : undefined;
  };
  const [setup, draw] = [own("setup"), own("draw")];
  if (!setup && !draw) return;
  const preload = own("preload");
  if (preload) machine.call(preload, []);
  if (setup) machine.call(setup, []);
  const names = machine.sketch as Map<string, Value>;
  const press = pressed.flatMap((name) => own(name) ?? [])[0];
  for (let click = 0; press && click < 6; click++) {
    names.set("mouseX", Math.floor(20 + machine.random() * (width - 40)));
    names.set("mouseY", Math.floor(20 + machine.random() * (height - 40)));
    machine.call(press, []);
  }
  const [first] = draw?.body ?? [];
  if (draw && first) machine.afterwards.repeat(draw, first.span);
}
