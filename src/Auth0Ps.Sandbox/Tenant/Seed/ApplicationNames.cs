namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Names of the seeded applications: by position, so that they are the same in every run.</summary>
internal static class ApplicationNames
{
    // What a company with shops in several countries has.
    private static readonly string[] First =
    [
        "Billing Service", "Customer Portal", "Mobile App (iOS)", "Lagerverwaltung Grünwald", "Admin Dashboard",
        "Nightly Export", "Payment Gateway Connector", "Supplier Reader", "東京注文アプリ", "Sales Reporting",
        "Partner Portal", "Billing Service (staging)", "Inventory Sync", "Café Kiosk", "Legacy Intranet",
        "Delivery Tracking", "Signed Document Archive", "Single Page Storefront", "Data Warehouse Loader", "Uptime Monitor",
        "Réservations", "Support Desk", "Fraud Detection", "Order Alerts", "Backup Agent",
    ];

    private static readonly string[] Subjects =
    [
        "Orders", "Invoices", "Shipping", "Accounts", "Catalogue", "Loyalty", "Analytics", "Notifications", "Scheduling", "Returns", "Contracts",
        "Müller Logistik", "Telemetry", "Identity", "Search", "Pricing", "Ledger", "Surveys", "Archive", "São Paulo Retail",
    ];

    private static readonly string[] Kinds =
    [
        "Worker", "Web Client", "Mobile Client", "API Gateway", "Batch Job", "Partner Link", "Console", "Importer", "Exporter", "Webhook Relay",
    ];

    private static readonly string[] Stages = ["", " (staging)", " (test)", " - EU", " - US"];

    /// <summary>The name at that position. No name occurs twice.</summary>
    public static string At(int position)
    {
        if (position < First.Length)
            return First[position];
        var number = position - First.Length;
        var subject = Subjects[number % Subjects.Length];
        number /= Subjects.Length;
        var kind = Kinds[number % Kinds.Length];
        number /= Kinds.Length;
        var stage = Stages[number % Stages.Length];
        number /= Stages.Length;
        return number == 0 ? $"{subject} {kind}{stage}" : $"{subject} {kind} {number + 1}{stage}";
    }
}
