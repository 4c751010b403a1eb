// The workbook over the app's telemetry; what it shows is infra/workbook.json.

@description('Name that people see.')
param displayName string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Application Insights component that it is about.')
param insightsId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, displayName)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    category: 'workbook'
    displayName: displayName
    serializedData: string(loadJsonContent('../workbook.json'))
    sourceId: insightsId
    version: 'Notebook/1.0'
  }
}
