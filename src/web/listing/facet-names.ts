import type { AttributeName } from '../../catalog/attributes.js';
import type { FacetBucket, FacetOption, Facets, HistogramName, MakeFacet } from '../../catalog/facets.js';

/** The counts of a listing, by what they count. */
export class FacetNames {
  readonly #facets: Facets;
  readonly #models: readonly FacetOption[];
  readonly #variants: readonly FacetOption[];

  constructor(facets: Facets) {
    this.#facets = facets;
    const models = this.makes.flatMap((make) => make.models);
    this.#models = models;
    this.#variants = models.flatMap(({ variants }) => variants);
  }

  get makes(): readonly MakeFacet[] {
    return this.#facets.make as readonly MakeFacet[];
  }

  get features(): readonly FacetOption[] {
    return this.#facets.features as readonly FacetOption[];
  }

  buckets(name: HistogramName): readonly FacetBucket[] {
    return (this.#facets.histograms as Readonly<Record<HistogramName, readonly FacetBucket[]>>)[name];
  }

  /** Options that have cars or are chosen. */
  options(name: AttributeName): readonly FacetOption[] {
    switch (name) {
      case 'make':
        return this.makes;
      case 'model':
        return this.#models;
      case 'variant':
        return this.#variants;
      default:
        return (this.#facets[name] ?? []) as readonly FacetOption[];
    }
  }

  /** What people call an option that is asked for; null: there is no such option. */
  nameOf(name: AttributeName, id: number): string | null {
    return this.options(name).find((option) => option.id === id)?.name ?? null;
  }

  featureName(id: number): string {
    return this.features.find((option) => option.id === id)?.name ?? `feature ${id}`;
  }

  /** The make that a model belongs to; null: no such model has cars. */
  makeOfModel(id: number): string | null {
    return this.makes.find(({ models }) => models.some((model) => model.id === id))?.name ?? null;
  }
}
