declare module "virtual:first-view" {
  import type { ViewRequest, ViewResponse } from "./worker/protocol.ts";

  const answers: Readonly<Record<ViewRequest["direction"], ViewResponse>>;
  export default answers;
}
