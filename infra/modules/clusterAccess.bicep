// The app's rights on one cluster: in Azure by its own role, in Kubernetes as the guide's prerequisite has it.

@description('Name of the cluster.')
param clusterName string

@description('Object id of the app\'s identity.')
param principalId string

@description('Role with the actions that the app calls.')
param roleDefinitionId string

@description('Whether it becomes Azure Kubernetes Service RBAC Cluster Admin. It installs charts that bring cluster roles of their own, which nobody less may bind.')
param isKubernetesAdmin bool

var rbacClusterAdmin = 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b'

resource cluster 'Microsoft.ContainerService/managedClusters@2025-05-01' existing = {
  name: clusterName
}

resource azureAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(cluster.id, principalId, roleDefinitionId)
  scope: cluster
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitionId
  }
}

resource kubernetesAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isKubernetesAdmin) {
  name: guid(cluster.id, principalId, rbacClusterAdmin)
  scope: cluster
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', rbacClusterAdmin)
  }
}
