/**
 * A microservice application as data: services, operations, calls, stores, process manners, manifests.
 *
 * @module
 */

export {};
