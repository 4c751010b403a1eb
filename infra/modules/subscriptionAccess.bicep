// The app's rights on the subscription of a cluster: sizes, quotas, the InfiniBand feature.
targetScope = 'subscription'

@description('Object id of the app\'s identity.')
param principalId string

@description('Role with the actions that the app calls.')
param roleDefinitionId string

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, roleDefinitionId)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinitionId
  }
}
