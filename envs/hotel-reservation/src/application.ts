/**
 * Hotel Reservation as AIOpsLab deploys it.
 * @module
 */
import { type Application, defineApplication } from "@aiops-gym/application";
import { hotelReservationChart } from "./chart/chart.ts";
import { images } from "./images.ts";
import { manifests, serviceNames } from "./manifests/manifests.ts";
import { namespace, serviceLabel } from "./manifests/metadata.ts";
import { mongoAccount } from "./manifests/mongo-scripts.ts";
import { programs } from "./programs/index.ts";
import { workload } from "./workload.ts";

/** DeathStarBench's Hotel Reservation in AIOpsLab's version: eight Go services, six databases, three caches, Consul and Jaeger. */
export const hotelReservation: Application = defineApplication({
  name: "hotel-reservation",
  title: "Hotel Reservation",
  namespace,
  description:
    "A hotel reservation application of Go microservices that talk gRPC, with Consul for discovery, MongoDB and memcached for data and Jaeger for traces. Users search for hotels near a place, get recommendations, log in and make reservations.",
  operations: ["search for hotels", "get recommendations", "log in", "make reservations"],
  manifests,
  images,
  programs,
  workload,
  serviceLabel,
  services: serviceNames,
  charts: hotelReservationChart,
  accounts: [mongoAccount("geo"), mongoAccount("rate")],
  startupSeconds: 60,
  warmupSeconds: 60,
});
