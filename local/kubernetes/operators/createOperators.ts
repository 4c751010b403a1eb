/** The operators that a chart may install, and what their images do on nodes. Each stays idle until it is installed. */
import type { Controller } from "../cluster.ts";
import type { NodeProgram } from "../node/kubelet/nodeProgram.ts";
import type { NodeRecords } from "../node/nodeRecord.ts";
import { helmfileProgram } from "./charts/helmfileProgram.ts";
import { containerToolkit } from "./gpuOperator/containerToolkit.ts";
import { devicePlugin } from "./gpuOperator/devicePlugin.ts";
import { gpuDriver } from "./gpuOperator/gpuDriver.ts";
import { gpuFeatureDiscovery } from "./gpuOperator/gpuFeatureDiscovery.ts";
import { createGpuNodeLabels } from "./gpuOperator/gpuNodeLabels.ts";
import { createGpuOperator } from "./gpuOperator/gpuOperator.ts";
import { createMofedWaitLabels } from "./networkOperator/mofedWaitLabels.ts";
import { createNetworkOperator } from "./networkOperator/networkOperator.ts";
import { ofedDriver } from "./networkOperator/ofedDriver.ts";
import { rdmaSharedPlugin } from "./networkOperator/rdmaSharedPlugin.ts";
import { createNfdMaster } from "./nfd/nfdMaster.ts";
import { nfdWorker } from "./nfd/nfdWorker.ts";
import { ulimitAdjuster } from "./nri/ulimitAdjuster.ts";

export interface Operators {
  controllers: Controller[];
  programs: NodeProgram[];
}

export function createOperators(records: NodeRecords): Operators {
  return {
    controllers: [
      createNfdMaster(),
      createNetworkOperator(),
      createMofedWaitLabels(),
      createGpuOperator(),
      createGpuNodeLabels(records),
    ],
    programs: [
      helmfileProgram,
      nfdWorker,
      ofedDriver,
      rdmaSharedPlugin,
      gpuDriver,
      containerToolkit,
      devicePlugin,
      gpuFeatureDiscovery,
      ulimitAdjuster,
    ],
  };
}
