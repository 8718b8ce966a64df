/**
 * DefaultIngressClass: which class an ingress without one gets.
 * @module
 */
import { maybeObjectIn, objectIn } from "../draft.ts";
import { listObjects } from "../store.ts";
import { type AdmissionRequest, refusal } from "./request.ts";

const isDefaultAnnotation = "ingressclass.kubernetes.io/is-default-class";
const oldAnnotation = "kubernetes.io/ingress.class";

/** Gives a new ingress without a class the cluster's default one, in place. */
export function admitIngressClass(request: AdmissionRequest): void {
  const { sim, object } = request;
  const spec = objectIn(object, "spec");
  if (spec["ingressClassName"] !== undefined) return;
  if (maybeObjectIn(objectIn(object, "metadata"), "annotations")?.[oldAnnotation] !== undefined) return;
  const classes = listObjects(sim, "IngressClass").filter(
    ({ metadata }) => metadata.annotations?.[isDefaultAnnotation] === "true",
  );
  if (classes.length > 1) throw refusal(request, `${classes.length} default IngressClasses were found, only 1 allowed`);
  const [found] = classes;
  if (found !== undefined) spec["ingressClassName"] = found.metadata.name;
}
