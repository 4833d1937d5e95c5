import { FilterBar } from "@/components/filter/filter-bar";
import { PageHeader } from "@/components/frame/page-header";

export default function OverviewPage() {
  return (
    <>
      <PageHeader title="Overview" testTraffic />
      <FilterBar />
      <main id="main" />
    </>
  );
}
