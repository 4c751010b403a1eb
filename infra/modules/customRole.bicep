// A role with exactly the actions that it is given (infra/roleActions.json).
targetScope = 'subscription'

@description('Name of the role; unique in the tenant.')
param roleName string

@description('What it is for.')
param about string

@description('The actions that it allows.')
param actions array

@description('Subscriptions in which it may be assigned.')
param subscriptionIds array

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, roleName)
  properties: {
    roleName: roleName
    description: about
    type: 'CustomRole'
    permissions: [
      {
        actions: actions
        notActions: []
      }
    ]
    assignableScopes: map(subscriptionIds, id => '/subscriptions/${id}')
  }
}

output id string = role.id
